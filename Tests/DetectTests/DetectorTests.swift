import Readings
import Simulate
import Testing

@testable import Detect

@Suite struct DetectorTests {
  private func detection(
    _ readings: ReadingColumns<Float>, within day: Interval = testDay,
    carried: DetectorState? = nil
  ) -> Detection {
    Detector().detection(of: readings, within: day, carried: carried)
  }

  @Test func noReadingsGiveNothing() {
    let result = detection(ReadingColumns<Float>())
    #expect(result == Detection())
  }

  @Test(arguments: [1, 2, 10]) func aFewReadingsGiveNoOpening(count: Int) {
    let readings = stillReadings(from: midnight, seconds: Double(count) / 5)
    let result = detection(readings)
    #expect(result.openings.isEmpty)
    #expect(result.observed.milliseconds == Int64(count) * 200)
  }

  @Test func anHourOfNoiseGivesNoOpening() {
    let result = detection(stillReadings(from: midnight, seconds: 3600))
    #expect(result.openings.isEmpty)
    #expect(result.observed.seconds == 3600)
  }

  @Test func constantColumnsGiveNoOpening() {
    let result = detection(stillReadings(from: midnight, seconds: 600, noise: 0))
    #expect(result.openings.isEmpty && result.episodes.isEmpty)
  }

  @Test func valuesThatAreNoMeasurementAreCountedAndGiveNoOpening() {
    var readings = stillReadings(from: midnight, seconds: 600)
    for (k, value) in [Float.nan, .infinity, -.infinity, 1e30].enumerated() {
      readings.accelerationX[500 + 40 * k] = value
    }
    let result = detection(readings)
    #expect(result.ignoredCount == 4)
    #expect(result.openings.isEmpty)
  }

  @Test func oneTimeForAllReadingsIsNoCrash() {
    var readings = stillReadings(from: midnight, seconds: 600)
    readings.measuredAt = Array(repeating: midnight + 5, count: readings.count)
    #expect(detection(readings).openings.isEmpty)
  }

  @Test func timesAtTheEndsOfTheScaleAreNoCrash() {
    var readings = stillReadings(from: midnight, seconds: 10)
    readings.measuredAt[0] = .min
    readings.measuredAt[1] = .max
    _ = detection(readings)
    _ = detection(readings, within: Interval(start: .min, end: .min + 10))
    _ = detection(readings, within: Interval(start: .max - 10, end: .max))
  }

  @Test func theReadingsOutsideTheMarginsDoNotMatter() {
    let day = SimulatedDoor(preset: .home, seed: 2).day(startingAt: midnight)
    let noon = Interval(start: midnight + 40_000_000, end: midnight + 60_000_000)
    let window = noon.widened(by: Detector.margin)
    let inside = day.readings.subset { window.contains(day.readings.measuredAt[$0]) }
    #expect(detection(day.readings, within: noon) == detection(inside, within: noon))
  }

  @Test func theOrderOfArrivalDoesNotMatter() {
    let day = SimulatedDoor(preset: .lossy, seed: 3).day(startingAt: midnight)
    var random = SplitMix(seed: 1)
    let order = day.readings.measuredAt.indices.shuffled(using: &random)
    #expect(detection(day.readings) == detection(day.readings.selected(order)))
  }

  @Test func aSimulatedDayIsFoundAlmostWhole() {
    let day = SimulatedDoor(preset: .easy, seed: 4).day(startingAt: midnight)
    let result = detection(day.readings)
    let matching = Matching(
      openings: result.openings.map(\.openedAt), labels: day.labels.map(\.openedAt).sorted())
    #expect(matching.f1 ?? 0 > 0.9)
    for opening in result.openings {
      #expect(testDay.contains(opening.openedAt))
      #expect(opening.closedAt ?? .max >= opening.openedAt)
      #expect((0...1).contains(opening.confidence))
    }
    #expect(result.episodes.allSatisfy { !$0.reason.isEmpty })
  }

  /// Steps of 0.15 m/s² under a noise of 0.01: the last digit of this phone flickers all day.
  @Test func aFlickeringSensorDoesNotOutvoteTheDoor() {
    let usual = SimulatedDoor(preset: .home, seed: 1048)
    var parameters = usual.parameters
    parameters.phone.resolution = 0.15
    let day = SimulatedDoor(parameters: parameters, seed: usual.seed).day(startingAt: midnight)
    let analysis = DayAnalysis(
      of: day.readings, within: day.interval, margin: Detector.margin, sensitivity: 1)
    #expect(analysis.movements.count > 10_000)
    let result = detection(day.readings, within: day.interval)
    let matching = Matching(
      openings: result.openings.map(\.openedAt), labels: day.labels.map(\.openedAt).sorted())
    #expect(matching.pairs.count * 10 > 9 * day.labels.count)
    #expect(matching.falseOpenings.count * 10 < day.labels.count)
  }

  @Test func nonsensicalSensitivityCountsAsOne() {
    let readings = SimulatedDoor(preset: .easy, seed: 5).day(startingAt: midnight).readings
    var settings = DetectorSettings()
    let usual = Detector(settings: settings).detection(of: readings, within: testDay, carried: nil)
    settings.sensitivity = .nan
    #expect(
      Detector(settings: settings).detection(of: readings, within: testDay, carried: nil) == usual)
  }
}
