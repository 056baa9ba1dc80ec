/// The leaf's bending modes at the phone's place, each a damped oscillator driven by sudden torque.
///
/// `q″ + 2ζΩ·q′ + Ω²·q = gain · torque`; the phone feels the sum of the q″ along the normal.
struct PanelVibration: Sendable {
  /// Modes that are computed; further ones are not heard.
  static let modeLimit = 4

  private var first: Mode
  private var second: Mode
  private var third: Mode
  private var fourth: Mode
  private var lastTorque = 0.0
  /// Whether any mode still moves noticeably: by 0.01 m/s², below the noise of any phone.
  private(set) var isRinging = false

  private struct Mode: Sendable {
    private let stiffness: Double
    private let damping: Double
    private let gain: Double
    private var position = 0.0
    private var rate = 0.0

    init(_ mode: PanelMode?) {
      let angular = 2 * Double.pi * (mode?.frequency ?? 1)
      stiffness = angular * angular
      damping = 2 * (mode?.damping ?? 0) * angular
      gain = mode?.gain ?? 0
    }

    /// Acceleration after a step, and a measure of what is left of the ringing, both [m/s²].
    mutating func advance(by step: Double, torque: Double) -> (felt: Double, size: Double) {
      let acceleration = gain * torque - damping * rate - stiffness * position
      rate += acceleration * step
      position += rate * step
      return (acceleration, abs(acceleration) + 100 * abs(rate))
    }

    /// Goes where a steady torque keeps it.
    mutating func rest(under torque: Double) {
      position = gain * torque / stiffness
      rate = 0
    }
  }

  init(_ modes: [PanelMode]) {
    func mode(_ index: Int) -> Mode { Mode(index < modes.count ? modes[index] : nil) }
    first = mode(0)
    second = mode(1)
    third = mode(2)
    fourth = mode(3)
  }

  /// Acceleration along the normal at the phone [m/s²] after one step.
  ///
  /// - Parameters:
  ///   - step: [s]; 0.001 while anything rings.
  ///   - torque: Contact and knock torque [N·m]. Steady torque only bends the leaf and is heard
  ///     through its changes.
  mutating func advance(by step: Double, torque: Double) -> Double {
    if !isRinging, abs(torque - lastTorque) < 1e-3 { return 0 }
    lastTorque = torque
    let a = first.advance(by: step, torque: torque)
    let b = second.advance(by: step, torque: torque)
    let c = third.advance(by: step, torque: torque)
    let d = fourth.advance(by: step, torque: torque)
    isRinging = a.size + b.size + c.size + d.size > 0.01
    if !isRinging { rest(under: torque) }
    return a.felt + b.felt + c.felt + d.felt
  }

  private mutating func rest(under torque: Double) {
    first.rest(under: torque)
    second.rest(under: torque)
    third.rest(under: torque)
    fourth.rest(under: torque)
  }
}
