import Readings
import Testing

@testable import Detect

@Suite struct ObservedTimeTests {
  private func coverage(_ times: [Int64], period: Int64 = 200) -> [Interval] {
    ObservedTime.coverage(of: times.map { midnight + $0 }, period: period, within: testDay)
      .intervals.map { Interval(start: $0.start - midnight, end: $0.end - midnight) }
  }

  @Test func nothingIsObservedWithoutReadings() {
    #expect(coverage([]).isEmpty)
  }

  @Test func oneReadingStandsForOnePeriod() {
    #expect(coverage([1000]) == [Interval(start: 1000, end: 1200)])
  }

  @Test func aSpacingUpToTheLimitIsObserved() {
    #expect(coverage([0, 5000]) == [Interval(start: 0, end: 5200)])
  }

  @Test func aLongerSpacingIsAGap() {
    #expect(
      coverage([0, 5001]) == [Interval(start: 0, end: 200), Interval(start: 5001, end: 5201)])
  }

  @Test func equalTimesAreObservedOnce() {
    #expect(coverage([0, 0, 0]) == [Interval(start: 0, end: 200)])
  }

  @Test func readingsAroundTheDayJoinDaysWithoutASeam() {
    let times = (-5..<10).map { midnight + dayLength + Int64($0) * 200 - 70 }
    let next = Interval(start: testDay.end, end: testDay.end + dayLength)
    let before = ObservedTime.coverage(of: times, period: 200, within: testDay)
    let after = ObservedTime.coverage(of: times, period: 200, within: next)
    #expect(before.intervals.last?.end == after.intervals.first?.start)
    #expect(before.milliseconds + after.milliseconds == 15 * 200)
  }

  @Test(
    arguments: [
      ([], 200), ([7], 200), ([0, 100], 100), ([0, 0, 0], 1), ([0, 200, 400, 9000], 200),
      ([0, 3000], 1000), ([0, 100, 400], 100),
    ] as [([Int64], Int64)])
  func thePeriodIsTheMedianSpacing(times: [Int64], period: Int64) {
    #expect(SamplePeriod.period(of: times.map { midnight + $0 }, within: testDay) == period)
  }

  @Test(arguments: [0, 3, 160, 200, 997, 5000] as [Int64])
  func `the period of many readings is their sorted spacings' middle one`(least: Int64) {
    var random = SplitMix(seed: UInt64(least))
    for width in [0, 1, 9, 60, 3000] as [Int64] {
      var times = [midnight]
      for _ in 0..<9001 {
        let spacing = Int64.random(in: least...least + width, using: &random)
        times.append(times[times.count - 1] + spacing)
      }
      let day = Interval(start: midnight, end: .max)
      let spacings = zip(times.dropFirst(), times).map { $0 - $1 }.sorted()
      let middle = min(max(1, spacings[(spacings.count - 1) / 2]), SamplePeriod.longest)
      #expect(SamplePeriod.period(of: times, within: day) == middle)
    }
  }

  @Test func onlyTheDaysReadingsMakeThePeriod() {
    let times = [-300, -200, -100, 0, 500, 1000].map { midnight + Int64($0) }
    #expect(SamplePeriod.period(of: times, within: testDay) == 500)
  }

  @Test func theGapLimitIsTenPeriodsButAtLeastFiveSeconds() {
    #expect(SamplePeriod.gapLimit(period: 200) == 5000)
    #expect(SamplePeriod.gapLimit(period: 1000) == 10_000)
  }
}
