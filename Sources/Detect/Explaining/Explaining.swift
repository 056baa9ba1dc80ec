import Readings

extension Detector {
  /// Factors on the thresholds that an explanation and the sensitivity line try.
  public static let triedThresholds = (lower: 0.8, higher: 1.25)

  /// The settings with all thresholds times `factor`.
  public static func settings(_ settings: DetectorSettings, thresholdsTimes factor: Double)
    -> DetectorSettings
  {
    var changed = settings
    changed.sensitivity = settings.usableSensitivity / factor
    return changed
  }

  /// Why a movement was taken for what it was.
  ///
  /// The day is decided as `detection(of:within:carried:)` decides it, by the same code; then this
  /// movement's share in it is taken apart, and the decision made again under one change each.
  ///
  /// - Parameters:
  ///   - readings, day, carried: As for `detection(of:within:carried:)`.
  ///   - start: Start of one of that detection's episodes [ms UTC].
  /// - Returns: `nil` where no episode of the day starts then.
  /// - Complexity: Three detections of the day, and O(movements of the day) for every change.
  public func explanation(
    of readings: ReadingColumns<Float>, within day: Interval, carried: DetectorState?,
    ofEpisodeAt start: Int64
  ) -> Explanation? {
    let decided = decided(readings, within: day, carried: carried)
    guard
      let step = decided.detection.episodes.firstIndex(where: { $0.interval.start == start })
    else { return nil }
    let explainer = DayExplainer(decided, sensitivity: settings.usableSensitivity)
    var explanation = explainer.explanation(of: step)
    let factors = [
      (Explanation.Variation.Change.lowerThresholds, Self.triedThresholds.lower),
      (.higherThresholds, Self.triedThresholds.higher),
    ]
    for (change, factor) in factors {
      let changed = Detector(settings: Self.settings(settings, thresholdsTimes: factor))
        .decided(readings, within: day, carried: carried)
      let kind = changed.kind(over: explanation.episode.interval)
      explanation.variations.append(Explanation.Variation(change: change, kind: kind))
    }
    return explanation
  }

  private func decided(
    _ readings: ReadingColumns<Float>, within day: Interval, carried: DetectorState?
  ) -> DecidedDay {
    let analysis = DayAnalysis(
      of: readings, within: day, margin: Self.margin, sensitivity: settings.usableSensitivity)
    return Self.decided(analysis, within: day, carried: carried)
  }
}

extension Detector.DecidedDay {
  /// What the movement that shares time with `interval` was taken for; of several an opening first.
  fileprivate func kind(over interval: Interval) -> Explanation.Kind? {
    let kinds = detection.episodes.indices
      .filter { detection.episodes[$0].interval.intersection(interval) != nil }
      .map { answer.kinds[$0].explained }
    return kinds.first(where: \.isOpening) ?? kinds.first
  }
}

extension MovementKind {
  /// The same kind, as explanations call it.
  var explained: Explanation.Kind {
    switch self {
    case .nothingWhileClosed: .nothingWhileClosed
    case .opening, .openingToAjar: .opening
    case .closing, .closingFromAjar: .closing
    case .openingAndClosing: .openingAndClosing
    case .nothingWhileOpen: .nothingWhileOpen
    case .closingToAjar: .closingToAjar
    case .widening, .passageWhileAjar, .nothingWhileAjar: .movementWhileAjar
    }
  }
}
