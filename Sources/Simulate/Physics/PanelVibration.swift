/// The leaf's bending modes at the phone's place, each a damped oscillator driven by sudden torque.
///
/// `q″ + 2ζΩ·q′ + Ω²·q = gain · torque`; the phone feels the sum of the q″ along the normal.
struct PanelVibration: Sendable {
  private var modes: [Mode]
  /// Whether any mode still moves noticeably.
  private(set) var isRinging = false
  private var lastTorque = 0.0

  private struct Mode: Sendable {
    let stiffness: Double
    let damping: Double
    let gain: Double
    var position = 0.0
    var rate = 0.0
  }

  init(_ modes: [PanelMode]) {
    self.modes = modes.map {
      let angular = 2 * Double.pi * $0.frequency
      return Mode(
        stiffness: angular * angular, damping: 2 * $0.damping * angular, gain: $0.gain)
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
    var sum = 0.0
    var loudest = 0.0
    for index in modes.indices {
      let drive = modes[index].gain * torque
      let second =
        drive - modes[index].damping * modes[index].rate
        - modes[index].stiffness * modes[index].position
      modes[index].rate += second * step
      modes[index].position += modes[index].rate * step
      sum += second
      loudest = max(loudest, abs(second), abs(modes[index].rate) * 100)
    }
    isRinging = loudest > 0.004
    if !isRinging { rest(under: torque) }
    return sum
  }

  /// Puts the modes where a steady torque keeps them.
  private mutating func rest(under torque: Double) {
    for index in modes.indices {
      modes[index].position = modes[index].gain * torque / modes[index].stiffness
      modes[index].rate = 0
    }
  }
}
