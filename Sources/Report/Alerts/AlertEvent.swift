import Readings

/// Something that a rule asks to be told of.
public struct AlertEvent: Hashable, Sendable {
  public var rule: AlertRule
  public var device: Device
  /// What tells the event from others of its rule and device: when it began [ms UTC].
  public var at: Int64
  /// When it ended; `nil` where it goes on or that was not seen [ms UTC].
  public var until: Int64?
  /// How long it lasted, at least [ms].
  public var milliseconds: Int64?
  /// What happened, in a few words.
  public var title: String
  /// What happened, in one line.
  public var message: String

  /// The same for the same event on every run and machine, and fit for a header of HTTP.
  public var key: String {
    let identity = [rule.name, device.key.type, device.key.id, String(at)]
      .joined(separator: "\u{1f}")
    return rule.name + "-" + Fingerprint.of(identity)
  }
}

/// What is known of a door when its rules are looked at.
public struct AlertEvidence: Sendable {
  /// Everything that was detected, up to now.
  public var record: DeviceRecord
  /// [ms UTC]
  public var lastReadingAt: Int64?
  /// What is unusual; `nil` where no rule asks.
  public var unusual: UnusualFindings?

  public init(record: DeviceRecord, lastReadingAt: Int64?, unusual: UnusualFindings? = nil) {
    self.record = record
    self.lastReadingAt = lastReadingAt
    self.unusual = unusual
  }
}

/// Finds what rules ask for. Pure: it knows nothing of what was raised before.
public struct AlertFinder {
  let calendar: TimeZoneCalendar
  let now: Int64

  public init(calendar: TimeZoneCalendar, now: Int64) {
    self.calendar = calendar
    self.now = now
  }

  /// The events of a rule that began at `since` or later, in order of time. How things stand now
  /// (not opened, silent) is told whenever it began.
  public func events(
    of rule: AlertRule, since: Int64, _ evidence: AlertEvidence
  ) -> [AlertEvent] {
    let range = Interval(start: min(since, now), end: now)
    switch rule.condition {
    case .leftOpen(let limit):
      return evidence.record.openTimes(in: range).filter { $0.milliseconds >= limit }
        .map { leftOpen($0, rule, evidence) }
    case .opened(let window):
      return evidence.record.openings
        .filter { range.contains($0.openedAt) && window.contains($0.openedAt, calendar: calendar) }
        .map { opened($0, window, rule, evidence) }
    case .unusual:
      return (evidence.unusual?.periods ?? []).filter { range.contains($0.interval.start) }
        .map { unusual($0, rule, evidence) }
    case .notOpened(let limit): return notOpened(limit, rule, evidence).map { [$0] } ?? []
    case .silent(let limit): return silent(limit, rule, evidence).map { [$0] } ?? []
    }
  }

  private func leftOpen(
    _ time: OpenTime, _ rule: AlertRule, _ evidence: AlertEvidence
  ) -> AlertEvent {
    let name = evidence.name
    let length =
      (time.isExact ? "" : "at least ")
      + NumberText.duration(milliseconds: time.milliseconds)
    return AlertEvent(
      rule: rule, device: evidence.record.device, at: time.opening.openedAt,
      until: time.opening.closedAt, milliseconds: time.milliseconds, title: "\(name) left open",
      message:
        "\(name) stood open for \(length) from \(calendar.secondLabel(of: time.opening.openedAt))")
  }

  private func opened(
    _ opening: Opening, _ window: DailyWindow, _ rule: AlertRule, _ evidence: AlertEvidence
  ) -> AlertEvent {
    let name = evidence.name
    return AlertEvent(
      rule: rule, device: evidence.record.device, at: opening.openedAt, until: opening.closedAt,
      milliseconds: opening.closedAt.map { $0 - opening.openedAt }, title: "\(name) opened",
      message:
        "\(name) was opened at \(calendar.secondLabel(of: opening.openedAt)), within \(window)")
  }

  private func unusual(
    _ period: UnusualPeriod, _ rule: AlertRule, _ evidence: AlertEvidence
  ) -> AlertEvent {
    let name = evidence.name
    let expected = NumberText.decimal(period.expected, places: 1)
    return AlertEvent(
      rule: rule, device: evidence.record.device, at: period.interval.start,
      until: period.interval.end, milliseconds: period.interval.milliseconds,
      title: "\(name) unusually busy",
      message:
        "\(name): \(NumberText.counted(period.counted, "opening")) from "
        + "\(calendar.minuteLabel(of: period.interval.start)) to "
        + "\(calendar.minuteLabel(of: period.interval.end)), \(expected) expected")
  }

  /// Time that was not watched does not count: nobody knows what happened in it.
  private func notOpened(
    _ limit: Int64, _ rule: AlertRule, _ evidence: AlertEvidence
  ) -> AlertEvent? {
    let record = evidence.record
    let last = record.openings.last { $0.openedAt < now }
    guard let begin = last?.openedAt ?? record.coverage.intervals.first?.start, begin < now else {
      return nil
    }
    let watched = record.coverage.milliseconds(
      in: Interval(start: min(now, last?.closedAt ?? begin), end: now))
    guard watched >= limit else { return nil }
    let name = evidence.name
    let lastWords =
      last.map { "the last was at \(calendar.secondLabel(of: $0.openedAt))" }
      ?? "there was none yet"
    return AlertEvent(
      rule: rule, device: record.device, at: begin, until: nil, milliseconds: watched,
      title: "\(name) not opened",
      message:
        "\(name) was watched for \(NumberText.duration(milliseconds: watched)) without an opening; "
        + lastWords)
  }

  private func silent(
    _ limit: Int64, _ rule: AlertRule, _ evidence: AlertEvidence
  ) -> AlertEvent? {
    guard let last = evidence.lastReadingAt, now - last >= limit else { return nil }
    let name = evidence.name
    return AlertEvent(
      rule: rule, device: evidence.record.device, at: last, until: nil, milliseconds: now - last,
      title: "\(name): phone silent",
      message:
        "\(name): no reading for \(NumberText.duration(milliseconds: now - last)), "
        + "the last was at \(calendar.secondLabel(of: last))")
  }
}

extension AlertEvidence {
  /// Without control characters: it goes into headers, mails and shells.
  fileprivate var name: String { visible(record.device.displayName) }
}
