import Readings

/// Everything that is measured of a day before anything is decided.
package struct DayAnalysis: Sendable {
  package var readings: CleanReadings
  package var observed: Coverage
  package var rest: Rest
  package var movements: [Movement] = []
  package var proximity: Proximity?
  /// For every movement the sensor's transitions that belong to it; empty without a sensor.
  package var sensorChanges: [Range<Int>] = []
  /// Where the sensor left its bit for a while within a movement, by the movement's index.
  package var sensorRuns: [Int: [SensorRun]] = [:]
  package var rotation: Rotation?
  /// For every movement how the light and the phone's heading changed; empty where they do not tell.
  package var lightChanges: [SlowTrack.Change] = []
  package var headingChanges: [SlowTrack.Change] = []
  /// The directions of the door that the movements speak for, one or two.
  package var axes: [DoorAxes]
  /// For each of `axes`, the features of every movement, in time order.
  package var features: [[[Float]]] = []

  /// Half of the sensor's lasting changes must fall into movements before a change away from all of
  /// them counts as a movement that was not felt.
  static let trustForCandidates = 0.5

  /// A door turns a little before and after it is felt [ms].
  static let turnMargin: Int64 = 500

  /// - Parameters:
  ///   - sensorMayFail: Whether stretches are looked for in which the proximity sensor does not follow the
  ///     door. The fit takes the sensor as it is: its table is to know bad ones too.
  ///   - longestPassing: How long the sensor may be changed for both changes to be one movement [ms].
  package init(
    of columns: consuming ReadingColumns<Float>, within day: Interval, margin: Int64,
    sensitivity: Double, sensorMayFail: Bool = true,
    longestPassing: Int64 = Proximity.longestPassing
  ) {
    rotation = Rotation.measured(in: columns, within: day.widened(by: margin))
    var clean = Cleaning.clean(columns, within: day.widened(by: margin))
    clean.period = SamplePeriod.period(of: clean.measuredAt, within: day)
    let gapLimit = SamplePeriod.gapLimit(period: clean.period)
    clean.stretches = clean.stretches(gapLimit: gapLimit)
    observed = ObservedTime.coverage(
      of: clean.measuredAt, clean.stretches, period: clean.period, within: day)
    let light = SlowTrack.light(clean)
    let sensors = clean.orientation.isEmpty ? CleanReadings() : clean
    clean.light = []
    clean.orientation = []
    readings = Thinning.thinned(clean)
    // Readings that were thinned or filled have indices of their own.
    if readings.stretches.isEmpty { readings.stretches = readings.stretches(gapLimit: gapLimit) }
    rest = Rest(of: readings)
    let score = Score(of: rest.deviation, spread: rest.spread, stretches: readings.stretches)
    let levels = Episodes.levels(of: score, sensitivity: sensitivity)
    let ranges = Episodes.movements(of: levels, measuredAt: readings.measuredAt)
    axes = DoorAxes.candidates(of: rest.deviation, movements: ranges)
    movements = ranges.map { Episodes.movement($0, levels, score) }
    learnProximity(ranges, score, mayFail: sensorMayFail, longestPassing)
    let intervals = movements.indices.map { Interval(start: start($0), end: end($0)) }
    lightChanges = light?.changes(over: intervals) ?? []
    headingChanges =
      SlowTrack.heading(sensors, movements: intervals)?.changes(over: intervals) ?? []
    features = axes.map { features(along: $0) }
    let wander = Wander(of: readings)
    for i in movements.indices {
      let comparison = wander.comparison(movements[i], score)
      if movements[i].isFelt { movements[i].onset = comparison.onset }
      movements[i].wanderRatio = comparison.logRatio
    }
  }

  /// Trust in the sensor; its changes away from every movement become movements when it has earned
  /// them.
  private mutating func learnProximity(
    _ ranges: [Range<Int>], _ score: Score, mayFail: Bool, _ longestPassing: Int64
  ) {
    guard var proximity = Proximity(of: readings.proximity) else { return }
    var strays = proximity.strayTransitions(outside: ranges, measuredAt: readings.measuredAt)
    proximity.learnTrust(strays, mayFail: mayFail)
    let aimless = Set(zip(proximity.transitions, proximity.isAimless).filter(\.1).map(\.0))
    strays.removeAll(where: aimless.contains)
    if proximity.trust >= Self.trustForCandidates, !strays.isEmpty {
      let unfelt = proximity.unfelt(
        strays, outside: ranges, measuredAt: readings.measuredAt, longestPassing: longestPassing)
      movements += unfelt.map { Episodes.unfelt($0, score) }
      movements.sort { $0.range.lowerBound < $1.range.lowerBound }
    }
    sensorChanges = proximity.changes(
      at: movements.map(\.range), measuredAt: readings.measuredAt)
    for (i, movement) in movements.enumerated()
    where movement.isFelt && proximity.follows(at: sensorChanges[i]) {
      let runs = SensorRun.runs(in: movement.range, proximity, rest)
      if !runs.isEmpty { sensorRuns[i] = runs }
    }
    self.proximity = proximity
  }

  /// What the sensor did at movement *i*, or `nil` without a sensor.
  func pattern(_ i: Int) -> Proximity.Pattern? {
    proximity?.pattern(around: movements[i].range, changes: sensorChanges[i])
  }

  /// What the sensor did at movement *i*, or `nil` where it does not follow the door.
  package func tellingPattern(_ i: Int) -> Proximity.Pattern? {
    proximity?.follows(at: sensorChanges[i]) == true ? pattern(i) : nil
  }

  private func features(along axes: DoorAxes) -> [[Float]] {
    let traces = MovementTrace.traces(
      of: movements, readings: readings, deviation: rest.deviation, axes: axes)
    let shifts = LevelShift.shifts(over: movements, readings: readings, rest: rest, axes: axes)
    var rows = movements.indices.map { i in
      let before = i == 0 ? .infinity : seconds(from: end(i - 1), to: start(i))
      let after = i + 1 == movements.count ? .infinity : seconds(from: end(i), to: start(i + 1))
      return FeatureRow(
        traces[i], peakScore: movements[i].peakScore, secondsBefore: before, secondsAfter: after,
        shift: shifts[i],
        turn: rotation?.turn(from: start(i) - Self.turnMargin, to: end(i) + Self.turnMargin)
      ).values
    }
    FeatureRow.setSurroundings(
      &rows, starts: movements.indices.map(start), ends: movements.indices.map(end))
    FeatureRow.setLight(&rows, lightChanges)
    FeatureRow.setHeading(&rows, headingChanges, hasGyroscope: rotation != nil)
    FeatureRow.compare(&rows)
    return rows
  }

  /// The analysis without the columns that only measuring needs: enough to decide, and small.
  package var withoutColumns: DayAnalysis {
    var slim = self
    slim.readings.x = []
    slim.readings.y = []
    slim.readings.z = []
    slim.readings.proximity = []
    slim.rest.deviation = []
    slim.rest.isCalm = []
    return slim
  }

  private func seconds(from: Int64, to: Int64) -> Double { Double(to - from) / 1000 }

  /// When movement *i* begins: its first raised reading [ms UTC].
  package func start(_ i: Int) -> Int64 { readings.measuredAt[movements[i].range.lowerBound] }
  /// Just after its last raised reading [ms UTC].
  package func end(_ i: Int) -> Int64 {
    readings.measuredAt[movements[i].range.upperBound - 1] + 1
  }
}

extension Interval {
  /// The interval with `margin` more on both sides, as far as the time scale goes.
  func widened(by margin: Int64) -> Interval {
    let start = self.start.subtractingReportingOverflow(margin)
    let end = self.end.addingReportingOverflow(margin)
    return Interval(
      start: start.overflow ? .min : start.partialValue,
      end: end.overflow ? .max : end.partialValue)
  }
}
