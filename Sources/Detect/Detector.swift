import Readings

/// Finds the openings of one device, one UTC day at a time.
///
/// Pure: the same readings, carried state and settings give the same answer. The readings are
/// those of the day and of `margin` before and after it, in any order; others are not looked at.
///
/// Everything belongs to the day in which it begins. A movement that straddles midnight is decided
/// by the day in which that day's own analysis sees it begin; the carried state tells the next day
/// how far that reached, and the next day takes what the day before left.
public struct Detector: Sendable {
  /// Changes whenever the same readings may give other openings.
  public static let version = 16
  /// Readings that a day's detection wants before and after the day [ms].
  public static let margin: Int64 = 30 * 60 * 1000

  public var settings: DetectorSettings

  public init(settings: DetectorSettings = DetectorSettings()) {
    self.settings = settings
  }

  /// Openings that begin within `day`, and what the next day needs to know.
  ///
  /// - Parameters:
  ///   - readings: All readings of the device within `day` widened by `margin` on both sides.
  ///   - day: The stretch whose openings are wanted; usually one UTC day.
  ///   - carried: `Detection.carried` of the stretch before `day`, or `nil` for the first.
  /// - Complexity: O(*n*) for readings in order, else O(*n* log *n*).
  public func detection(
    of readings: ReadingColumns<Float>, within day: Interval, carried: DetectorState?
  ) -> Detection {
    let analysis = DayAnalysis(
      of: readings, within: day, margin: Self.margin, sensitivity: settings.usableSensitivity)
    return Self.detection(of: analysis, within: day, carried: carried)
  }

  /// The decision alone, of a day that has been analysed.
  package static func detection(
    of analysis: DayAnalysis, within day: Interval, carried: DetectorState?,
    constants: DecodingConstants = .standard
  ) -> Detection {
    decided(analysis, within: day, carried: carried, constants: constants).detection
  }

  /// A day's decision with what it was made from.
  struct DecidedDay {
    var analysis: DayAnalysis
    var steps: DaySteps
    var decoder: Decoder
    var answer: Decoder.Answer
    var detection: Detection
    /// The step that each of the detection's openings came from.
    var openingSteps: [Int]
  }

  static func decided(
    _ analysis: DayAnalysis, within day: Interval, carried: DetectorState?,
    constants: DecodingConstants = .standard
  ) -> DecidedDay {
    var steps = DaySteps(of: analysis, within: day, carried: carried, constants: constants)
    let decoder = Decoder(
      proximityWeight: proximityWeight(trust: analysis.proximity?.trust),
      initialOpen: steps.initialOpen, isRecording: steps.isRecording,
      isWhole: steps.isRecording && carried == nil, constants: constants)
    let answer = decoder.answer(to: steps.observed)
    steps.setSensorAside { answer.hypothesis.meaning(at: $0) == .nothing }
    let decision = DayDecision(analysis, steps, answer, day: day, carried: carried)
    var detection = decision.detection
    detection.doubts = doubts(analysis, steps, answer)
    return DecidedDay(
      analysis: analysis, steps: steps, decoder: decoder, answer: answer, detection: detection,
      openingSteps: decision.openingSteps)
  }

  /// How far a sensor counts, from the share of its changes that fall into movements [0…1].
  ///
  /// A sensor half of whose changes have nothing to do with a movement is worth nothing.
  package static func proximityWeight(trust: Double?) -> Double {
    guard let trust else { return 0 }
    return min(1, max(0, (trust - leastTrust) / (fullTrust - leastTrust)))
  }

  static let leastTrust = 0.5
  static let fullTrust = 0.9

  /// A sensor that was set aside for less time in all is not worth a word [ms], and one that changed less
  /// often is none: a hand before it on a quiet Sunday.
  static let longSetAside: Int64 = 3_600_000
  static let fewestSensorChanges = 10

  private static func doubts(
    _ analysis: DayAnalysis, _ steps: DaySteps, _ answer: Decoder.Answer
  ) -> [DayDoubt] {
    var doubts: [DayDoubt] = []
    if answer.swappedOpenings.contains(where: { $0 < steps.ownCount }) { doubts.append(.direction) }
    if let sensor = analysis.proximity, sensor.transitions.count >= fewestSensorChanges {
      if proximityWeight(trust: sensor.trust) == 0 {
        doubts.append(.sensor)
      } else if steps.timeWithoutSensor(analysis) >= longSetAside {
        doubts.append(.sensorForHours)
      }
    }
    return doubts
  }
}

extension DetectorSettings {
  /// The sensitivity, or 1 where it is not a positive number.
  var usableSensitivity: Double { sensitivity.isFinite && sensitivity > 0 ? sensitivity : 1 }
}
