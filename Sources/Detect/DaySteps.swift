import Readings

/// The movements that a day decides, or looks ahead at, as steps for the decoder.
struct DaySteps {
  /// Indices of the movements in the analysis.
  private(set) var movements: [Int] = []
  private(set) var observed: [ObservedMovement] = []
  /// How many of the steps, from the first, begin within the day.
  private(set) var ownCount = 0
  /// Probability that the door was open before the first step.
  private(set) var initialOpen: Double
  /// Whether the day was observed so shortly that somebody will have recorded the door on purpose.
  private(set) var isRecording: Bool

  init(
    of analysis: DayAnalysis, within day: Interval, carried: DetectorState?,
    constants: DecodingConstants = .standard
  ) {
    isRecording = analysis.observed.seconds < constants.longestRecording
    initialOpen =
      carried.map { Double($0.openPercent) / 100 }
      ?? (isRecording ? constants.recordingBeginsOpen : constants.unknownOpen)
    let decidedUntil = carried?.decidedUntil ?? .min
    movements = analysis.movements.indices.filter { i in
      guard analysis.start(i) >= decidedUntil else { return false }
      return analysis.start(i) >= day.start || (carried != nil && analysis.end(i) > day.start)
    }
    let flicker = Self.flicker(in: analysis, constants)
    movements.removeAll(where: flicker.contains)
    ownCount = movements.prefix { analysis.start($0) < day.end }.count
    // Where nothing is known from before, it is what is seen first of which something is assumed.
    let firstSeen = max(day.start, analysis.readings.measuredAt.first ?? day.start)
    var previousEnd = decidedUntil == .min ? firstSeen : decidedUntil
    for i in movements {
      let start = analysis.start(i)
      observed.append(
        ObservedMovement(
          movement: analysis.movements[i], features: analysis.features.map { $0[i] },
          pattern: analysis.tellingPattern(i),
          secondsSincePrevious: Double(max(0, start - previousEnd)) / 1000))
      previousEnd = analysis.end(i)
    }
  }

  /// Forgets what the proximity sensor did where it says nothing: those steps were decided without it.
  mutating func setSensorAside(where saysNothing: (Int) -> Bool) {
    for step in observed.indices where saysNothing(step) { observed[step].pattern = nil }
  }

  /// How long the sensor was set aside within the day: of every row of steps that had to do without it, from
  /// the first to the last [ms].
  func timeWithoutSensor(_ analysis: DayAnalysis) -> Int64 {
    var time: Int64 = 0
    var wasAside = false
    for step in 0..<ownCount {
      let isAside = observed[step].pattern == nil
      if isAside {
        let movement = movements[step]
        let since = wasAside ? analysis.end(movements[step - 1]) : analysis.start(movement)
        time += analysis.end(movement) - since
      }
      wasAside = isAside
    }
    return time
  }

  /// The movements that are a sensor's flicker: weak, with nothing seen, and too many to be a door's.
  private static func flicker(
    in analysis: DayAnalysis, _ constants: DecodingConstants
  ) -> Set<Int> {
    guard let features = analysis.features.first else { return [] }
    let weak = features.indices.filter { i in
      Double(features[i][Feature.slowPeakRank.rawValue]) < constants.flickerPush
        && analysis.movements[i].isFelt
    }
    guard weak.count > constants.mostFlicker else { return [] }
    return Set(
      weak.filter { i in
        analysis.tellingPattern(i).map { !$0.hasChange } ?? true
      })
  }
}
