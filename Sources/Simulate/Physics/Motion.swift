/// What one motion of the door leaves behind: stretches of movement sampled at the phone's rate,
/// and the angles at which it rested between them. Times are seconds from the start of the motion.
struct Motion: Sendable {
  /// A stretch in which something moved.
  struct Clip: Sendable {
    var start: Double
    /// Spacing of the samples [s]; sample *i* ends at `start + (i + 1)·spacing`.
    var spacing: Double
    var samples: [Sample] = []
    var end: Double { start + Double(samples.count) * spacing }
  }

  /// One sample: the mean over its spacing, as an oversampling sensor gives it.
  struct Sample: Sendable {
    /// Acceleration along the normal (r·α and bending) and along the radius (−r·ω²) [m/s²].
    var normal: Double
    var radial: Double
    /// [rad], [rad/s], [rad/s²] at the end of the spacing.
    var angle: Double
    var rate: Double
    var acceleration: Double
  }

  /// A stretch at rest.
  struct Hold: Sendable {
    var start: Double
    var end: Double
    var angle: Double
  }

  /// A departure from closed, whatever its width. Seconds and degrees.
  struct Departure: Sendable, Equatable {
    var openedAt: Double
    var closedAt: Double?
    var widestDegrees: Double
  }

  var clips: [Clip] = []
  var holds: [Hold] = []
  var departures: [Departure] = []
  /// When everything was at rest and closed again [s].
  var end = 0.0
}
