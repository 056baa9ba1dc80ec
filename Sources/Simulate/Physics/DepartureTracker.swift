/// Turns the course of the angle into departures from closed.
///
///     angle   0   0.2°   0.5°  …  60°  …  0.5°   0  1°  0
///     begins      ^ last moment at or below 0.2° before 0.5° was passed
///     ends                                ^ first moment at or below 0.5°, if no more than a
///                                           bounce of half a second follows
///
/// A door that is pushed open again before it closed is still on the same departure.
struct DepartureTracker: Sendable {
  static let stillDegrees = 0.2
  static let closedDegrees = 0.5
  /// A return above `closedDegrees` sooner than this is a bounce off the jamb [s].
  static let bounceSeconds = 0.5

  private var lastStill = 0.0
  private var current: Motion.Departure?
  private var finished: [Motion.Departure] = []

  mutating func add(angle: Double, at time: Double) {
    let degrees = angle.degrees
    guard var departure = current else {
      if degrees <= Self.stillDegrees { lastStill = time }
      if degrees > Self.closedDegrees { leave(degrees, at: time) }
      return
    }
    if degrees > Self.closedDegrees {
      departure.closedAt = nil
      departure.widestDegrees = max(departure.widestDegrees, degrees)
      current = departure
    } else if let closedAt = departure.closedAt {
      if time - closedAt >= Self.bounceSeconds { finish(departure, at: time) }
    } else {
      departure.closedAt = time
      current = departure
    }
  }

  /// All departures, the last one without a close if the door still stands open.
  var departures: [Motion.Departure] { finished + (current.map { [$0] } ?? []) }
  var isOpen: Bool { current != nil && current?.closedAt == nil }

  private mutating func leave(_ degrees: Double, at time: Double) {
    current = Motion.Departure(openedAt: lastStill, closedAt: nil, widestDegrees: degrees)
  }

  private mutating func finish(_ departure: Motion.Departure, at time: Double) {
    finished.append(departure)
    current = nil
    lastStill = time
  }
}
