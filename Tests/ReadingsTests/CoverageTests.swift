import Readings
import TestSupport
import Testing

@Suite struct CoverageTests {
  @Test func `of nothing is nothing`() {
    #expect(Coverage([]).seconds == 0)
    #expect(Coverage([Interval(start: 5, end: 5)]).isEmpty)
  }

  @Test func `joins what overlaps or touches, in any order`() {
    let coverage = Coverage([
      Interval(start: 20, end: 30), Interval(start: 0, end: 10), Interval(start: 10, end: 15),
      Interval(start: 12, end: 14),
    ])
    #expect(coverage.intervals == [Interval(start: 0, end: 15), Interval(start: 20, end: 30)])
    #expect(coverage.milliseconds == 25)
  }

  @Test func `never counts more of a window than the window`() {
    let coverage = Coverage([Interval(start: -100, end: 100)])
    #expect(coverage.milliseconds(in: Interval(start: 0, end: 50)) == 50)
    #expect(coverage.milliseconds(in: Interval(start: 90, end: 200)) == 10)
    #expect(coverage.milliseconds(in: Interval(start: 100, end: 200)) == 0)
  }

  @Test func `gaps and coverage fill a window exactly`() {
    let coverage = Coverage([Interval(start: 10, end: 20), Interval(start: 40, end: 60)])
    let window = Interval(start: 15, end: 50)
    #expect(coverage.gaps(in: window) == [Interval(start: 20, end: 40)])
    let gaps = Coverage(coverage.gaps(in: window)).milliseconds
    #expect(gaps + coverage.milliseconds(in: window) == window.milliseconds)
    #expect(Coverage().gaps(in: window) == [window])
  }

  @Test func `agrees with counting millisecond by millisecond`() {
    for seed in UInt64(0)..<200 {
      var generator = SeededGenerator(seed: seed)
      let intervals = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
        let start = Int64.random(in: 0..<40, using: &generator)
        return Interval(start: start, end: start + Int64.random(in: 0..<15, using: &generator))
      }
      let window = Interval(start: 5, end: 5 + Int64.random(in: 0..<40, using: &generator))
      let slow = (window.start..<window.end).count { instant in
        intervals.contains { $0.contains(instant) }
      }
      #expect(Coverage(intervals).milliseconds(in: window) == Int64(slow), "seed \(seed)")
      #expect(Coverage(intervals).clipped(to: window).milliseconds == Int64(slow), "seed \(seed)")
    }
  }
}
