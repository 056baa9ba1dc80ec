/// Turns the course of the angle into departures from closed.
///
///     angle   0   0.2°   0.5°  …  60°  …  0.5°   0
///     begins      ^ last moment at or below 0.2° before 0.5° was passed
///     ends                                ^ first moment at or below 0.5°
///
/// A door that is pushed open again above 0.5° is still on the same departure.
struct DepartureTracker: Sendable {
  static let stillDegrees = 0.2
  static let closedDegrees = 0.5

  private var lastStill = 0.0
  private var current: Motion.Departure?
  private(set) var finished: [Motion.Departure] = []

  mutating func add(angle: Double, at time: Double) {
    let degrees = angle.degrees
    if current == nil {
      if degrees <= Self.stillDegrees { lastStill = time }
      if degrees > Self.closedDegrees {
        current = Motion.Departure(openedAt: lastStill, closedAt: nil, widestDegrees: degrees)
      }
      return
    }
    if degrees > current!.widestDegrees { current!.widestDegrees = degrees }
    if degrees <= Self.closedDegrees { close(at: time) }
  }

  /// All departures, the last one without a close if the door still stands open.
  var departures: [Motion.Departure] { finished + (current.map { [$0] } ?? []) }
  var isOpen: Bool { current != nil }

  private mutating func close(at time: Double) {
    guard var departure = current else { return }
    departure.closedAt = time
    finished.append(departure)
    current = nil
    lastStill = time
  }
}
