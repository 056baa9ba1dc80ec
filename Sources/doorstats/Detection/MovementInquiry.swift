import Detect
import Readings
import Report
import Store

/// Looks up what is known of a device's door around a moment, and has it explained.
struct MovementInquiry {
  private static let hour: Int64 = 3_600_000

  let detected: DetectedStore
  let settings: DetectorSettings
  /// What is asked about [ms UTC].
  let moment: Int64
  let now: Int64

  func answer(for device: Device) throws -> ExplainReport.Answer {
    ExplainReport.Answer(device: device, finding: try finding(device.id))
  }

  private func finding(_ device: Device.ID) throws -> ExplainReport.Finding {
    let span = try detected.store.readingSpans()[device]
    let around = try detected.store.episodes(
      run: detected.run, device: device,
      in: Interval(start: moment - StoredDay.length, end: moment + StoredDay.length))
    let nearest =
      try movement(ofOpeningNear: device, around)
      ?? around.min { $0.interval.distance(to: moment) < $1.interval.distance(to: moment) }
    if let nearest, nearest.interval.distance(to: moment) <= ExplainReport.reach {
      return try explanation(of: nearest, device)
    }
    let neighbours = ExplainReport.Neighbours(
      before: around.last { $0.interval.start <= moment },
      after: around.first { $0.interval.start > moment })
    if let gap = try gap(device) { return .notObserved(gap, neighbours) }
    guard let span, span.distance(to: moment) == 0 else { return .outside(span) }
    return .still(neighbours)
  }

  /// The movement of an opening that is listed with this second: it may begin before its movement
  /// does, where only the sensor saw it.
  private func movement(ofOpeningNear device: Device.ID, _ around: [Episode]) throws -> Episode? {
    let second = Interval(start: moment - 1000, end: moment + 1001)
    let starts = try detected.store.openingStarts(run: detected.run, device: device, in: second)
    guard let start = starts.min(by: { abs($0 - moment) < abs($1 - moment) }) else { return nil }
    return around.first {
      ($0.kind == .opening || $0.kind == .openingAndClosing) && $0.interval.end > start
    }
  }

  // MARK: A movement

  private func explanation(
    of episode: Episode, _ device: Device.ID
  ) throws -> ExplainReport.Finding {
    let start = episode.interval.start
    let dayStart = start - ((start % StoredDay.length) + StoredDay.length) % StoredDay.length
    let known = try detected.store.detectedDays(run: detected.run, device: device)
      .first { $0.start == dayStart }
    guard let known else { return .pruned(episode) }
    guard try readingCount(around: dayStart, device) >= known.readingCount else {
      return .pruned(episode)
    }
    let stored = try StoredDay(start: dayStart, device: device, in: detected.store)
    let explanation = Detector(settings: settings).explanation(
      of: stored.readings, within: stored.day, carried: StoredDay.state(known.stateBefore),
      ofEpisodeAt: start)
    guard let explanation, Self.isSame(explanation.episode, episode) else {
      throw Failure(
        .badData, "the store's readings no longer give the decision that it holds",
        advice: "detect again: doorstats openings --rebuild")
    }
    return .moved(try withClosing(explanation, device))
  }

  /// Whether two decisions are one. Versions of the program that find the same may round differently.
  private static func isSame(_ one: Episode, _ other: Episode) -> Bool {
    one.interval == other.interval && one.kind == other.kind && one.evidence == other.evidence
      && abs(one.confidence - other.confidence) < 0.01
  }

  /// A door that was closed on a later day has its closing time from there.
  private func withClosing(_ explanation: Explanation, _ device: Device.ID) throws -> Explanation {
    guard let opening = explanation.opening, opening.closedAt == nil else { return explanation }
    var explanation = explanation
    explanation.opening =
      try detected.store.openings(
        run: detected.run, device: device,
        in: Interval(start: opening.openedAt, end: opening.openedAt + 1)
      ).first ?? opening
    return explanation
  }

  /// Readings that a detection of the day would see now, counted as when it was detected.
  private func readingCount(around dayStart: Int64, _ device: Device.ID) throws -> Int {
    let margin = (Detector.margin + Self.hour - 1) / Self.hour * Self.hour
    let window = Interval(start: dayStart - margin, end: dayStart + StoredDay.length + margin)
    return try detected.store.hourCounts(of: device)
      .reduce(0) { window.contains($1.start) ? $0 + $1.count : $0 }
  }

  // MARK: No movement

  /// The gap that holds the moment, between the device's first and last reading.
  private func gap(_ device: Device.ID) throws -> Gap? {
    let spans = try detected.store.readingSpans()
    guard let span = spans[device], span.contains(moment) else { return nil }
    let records = try detected.records(of: try detected.store.devices(), in: span)
    guard let record = records.first(where: { $0.device.id == device }) else { return nil }
    let finder = GapFinder(
      window: CountingWindow(range: span, now: now, records: records),
      pull: try PullState(store: detected.store), everyone: records)
    return finder.gaps(of: record).first { $0.interval.contains(moment) }
  }
}
