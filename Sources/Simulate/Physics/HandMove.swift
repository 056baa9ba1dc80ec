/// One person's doing at the door: come, open, hold, leave.
struct HandMove: Sendable {
  /// What happens after the hold.
  enum Finish: Sendable {
    /// Let go; the closer, the lean or nobody moves the door on.
    case release
    /// Pushed shut in `seconds`, aiming `overshoot` [rad] beyond closed: the slam.
    case close(seconds: Double, overshoot: Double)
    /// Left standing at `angle` [rad], propped or held by friction, until the next person.
    case prop(angle: Double, seconds: Double)
  }

  /// When the person reaches for the door [s from the start of the motion].
  var arrival: Double
  /// Time to turn the handle [s].
  var reachSeconds: Double
  /// Angle that the person opens to [rad]; `nil` to close only.
  var target: Double?
  /// Time of the swing [s].
  var swingSeconds: Double
  /// Makes the swing quicker at first (> 0) or at last (< 0) [1]; between −0.5 and 0.5.
  var skew = 0.0
  /// Whether it is a short shove after which the door swings by itself.
  var isShove = false
  var holdSeconds: Double
  var finish: Finish
  /// Size of the hand's unsteady torque as a share of its own torque scale [1].
  var unsteadiness = 0.1
  /// Jolt of the handle [N·m].
  var handleTorque = 0.0
}
