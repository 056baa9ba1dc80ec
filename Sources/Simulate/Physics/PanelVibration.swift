/// The leaf's bending modes at the phone's place, each a damped oscillator driven by sudden torque.
///
/// `q″ + 2ζΩ·q′ + Ω²·q = gain · torque`; the phone feels the sum of the q″ along the normal.
struct PanelVibration: Sendable {
  /// Modes that are computed, side by side in one vector; further ones are not heard.
  static let modeLimit = 4

  private var stiffness = SIMD4<Double>.zero
  private var damping = SIMD4<Double>.zero
  private var gain = SIMD4<Double>.zero
  private var position = SIMD4<Double>.zero
  private var rate = SIMD4<Double>.zero
  private var lastTorque = 0.0
  /// Whether any mode still moves noticeably.
  private(set) var isRinging = false

  init(_ modes: [PanelMode]) {
    stiffness = SIMD4(repeating: 1)
    for (index, mode) in modes.prefix(Self.modeLimit).enumerated() {
      let angular = 2 * Double.pi * mode.frequency
      stiffness[index] = angular * angular
      damping[index] = 2 * mode.damping * angular
      gain[index] = mode.gain
    }
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
    let second = gain * torque - damping * rate - stiffness * position
    rate += second * step
    position += rate * step
    let energy = (second * second + rate * rate * 1e4).sum()
    isRinging = energy > 2e-5
    if !isRinging { rest(under: torque) }
    return second.sum()
  }

  /// Puts the modes where a steady torque keeps them.
  private mutating func rest(under torque: Double) {
    position = gain * torque / stiffness
    rate = .zero
  }
}
