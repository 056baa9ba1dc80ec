import Readings
import Testing

@testable import Detect

@Suite struct CleaningTests {
  @Test func noReadingsStayNoReadings() {
    let clean = Cleaning.clean(ReadingColumns<Float>(), within: testDay)
    #expect(clean.count == 0)
    #expect(clean.stretches(gapLimit: 5000).isEmpty)
  }

  @Test func oneReadingIsOneStretch() {
    var readings = ReadingColumns<Float>()
    readings.append(at: midnight, 1, 2, 3)
    let clean = Cleaning.clean(readings, within: testDay)
    #expect(clean.count == 1)
    #expect(clean.stretches(gapLimit: 5000) == [0..<1])
  }

  @Test func disorderIsSortedByTimeThenHash() {
    var readings = ReadingColumns<Float>()
    readings.append(at: midnight + 2, 3, 0, 0, hash: 1)
    readings.append(at: midnight + 1, 2, 0, 0, hash: 9)
    readings.append(at: midnight + 1, 1, 0, 0, hash: 4)
    let clean = Cleaning.clean(readings, within: testDay)
    #expect(clean.x == [1, 2, 3])
    #expect(clean.measuredAt == [midnight + 1, midnight + 1, midnight + 2])
  }

  @Test func exactRepeatsAreDroppedAndCounted() {
    var readings = ReadingColumns<Float>()
    readings.append(at: midnight, 1, 2, 3, hash: 1)
    readings.append(at: midnight, 5, 5, 5, hash: 2)
    readings.append(at: midnight, 1, 2, 3, hash: 3)
    readings.append(at: midnight + 200, 1, 2, 3, hash: 4)
    let clean = Cleaning.clean(readings, within: testDay)
    #expect(clean.repeatedCount == 1)
    #expect(clean.x == [1, 5, 1])
  }

  @Test func whatNoPhoneMeasuresIsIgnoredAndCounted() {
    var readings = ReadingColumns<Float>()
    for (i, value) in [Float.nan, .infinity, -.infinity, 3e38, 401, 1].enumerated() {
      readings.append(at: midnight + Int64(i), 0, value, 0)
    }
    let clean = Cleaning.clean(readings, within: testDay)
    #expect(clean.ignoredCount == 5)
    #expect(clean.y == [1])
  }

  @Test func readingsOutsideTheWindowDoNotCount() {
    var readings = ReadingColumns<Float>()
    for time in [Int64.min, midnight - 1, midnight, testDay.end - 1, testDay.end, Int64.max] {
      readings.append(at: time, 0, 0, 0)
    }
    #expect(Cleaning.clean(readings, within: testDay).count == 2)
  }

  @Test func aSpacingAboveTheLimitCutsStretches() {
    var readings = ReadingColumns<Float>()
    for time: Int64 in [0, 5000, 10_001, 10_201] { readings.append(at: midnight + time, 0, 0, 0) }
    let clean = Cleaning.clean(readings, within: testDay)
    #expect(clean.stretches(gapLimit: 5000) == [0..<2, 2..<4])
  }

  @Test func aBrokenClockThatGivesAllReadingsOneTimeIsStillLinear() {
    var readings = ReadingColumns<Float>()
    for i in 0..<20_000 { readings.append(at: midnight, Float(i % 10_000) / 100, 0, 0) }
    #expect(Cleaning.clean(readings, within: testDay).count == 20_000)
  }
}
