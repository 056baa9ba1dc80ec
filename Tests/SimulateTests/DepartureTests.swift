import Testing

@testable import Simulate

@Suite("Departures from closed")
struct DepartureTests {
  /// Feeds a course of degrees, 0.1 s apart.
  private func departures(_ degrees: [Double]) -> [Motion.Departure] {
    var tracker = DepartureTracker()
    for (index, degree) in degrees.enumerated() {
      tracker.add(angle: degree.radians, at: Double(index) / 10)
    }
    return tracker.departures
  }

  private let rest = Array(repeating: 0.0, count: 10)

  @Test("A closed door, and one that rattles in its latch, make none")
  func none() {
    #expect(departures([]).isEmpty)
    #expect(departures(rest + [0.2, 0.4, 0.1, 0.45, 0] + rest).isEmpty)
  }

  @Test("One swing makes one, from the last still moment to the first closed one")
  func one() {
    let found = departures(rest + [0.3, 2, 20, 60, 30, 3, 0.4] + rest)
    #expect(found.count == 1)
    #expect(found[0].openedAt == 0.9)
    #expect(found[0].closedAt == 1.6)
    #expect(abs(found[0].widestDegrees - 60) < 1e-9)
  }

  @Test("Pushed open again before it closed, it is one opening")
  func reopened() {
    let found = departures(rest + [5, 60, 20, 1, 15, 70, 20, 0] + rest)
    #expect(found.count == 1)
    #expect(abs(found[0].widestDegrees - 70) < 1e-9)
  }

  @Test("A bounce off the jamb is no close; a later departure is another one")
  func bounce() {
    let swing = [5.0, 60, 20, 0, 0, 3, 1, 0]
    let found = departures(rest + swing + rest + [4, 40, 3, 0] + rest)
    #expect(found.count == 2)
    #expect(found[0].closedAt == 1.7)
  }

  @Test("A door that stays open has no close")
  func open() {
    let found = departures(rest + [5, 60, 60, 60])
    #expect(found.count == 1)
    #expect(found[0].closedAt == nil)
  }
}
