import Foundation
import Readings
import Report
import Store

/// Looks at every rule, and finds what it asks for and was not raised before.
struct AlertSearch {
  /// How far back a rule looks when it is new [ms].
  private static let firstLook: Int64 = 86_400_000

  let alerts: [ConfiguredAlert]
  let clock: ClockOptions
  let devices: DeviceOptions
  let now: Int64
  /// Events that began longer ago are not told [ms].
  let reach: Int64

  /// What is to be told.
  struct Findings {
    /// Not raised before, in order of time.
    var new: [AlertRecord] = []
    /// Raised before, and not delivered yet.
    var waiting: [AlertRecord] = []
    /// Rules that were never looked at, with where they begin [ms UTC].
    var newRules: [(rule: AlertRule, since: Int64)] = []

    var isEmpty: Bool { new.isEmpty && waiting.isEmpty && newRules.isEmpty }
  }

  func findings(in detected: DetectedStore) throws -> Findings {
    let store = detected.store
    var findings = Findings()
    let begins = try store.alertRules(
      with: Dictionary(
        alerts.map { ($0.rule.name, $0.rule.condition.fingerprint) },
        uniquingKeysWith: { first, _ in first }))
    let known = try store.alerts()
    let doors = try devices.chosen(from: store)
    let spans = try store.readingSpans()
    for alert in alerts {
      let rule = alert.rule
      let since = begins[rule.name] ?? now - Self.firstLook
      if begins[rule.name] == nil { findings.newRules.append((rule, since)) }
      for device in try wanted(by: rule, of: doors, in: store) {
        let calendar = try clock.calendar(for: [device])
        let evidence = try evidence(
          on: device, span: spans[device.id], for: rule, detected, calendar)
        let events = AlertFinder(calendar: calendar, now: now)
          .events(of: rule, since: max(since, now - reach), evidence)
        let before = KnownAlerts(
          known.filter { $0.rule == rule.name && $0.device == device.id }
            .map { .init(at: $0.at, raisedAt: $0.raisedAt) })
        findings.new += before.new(among: events).map { event in
          AlertRecord(
            key: event.key, rule: rule.name, device: device.id, at: event.at,
            body: AlertMessage(event, calendar: calendar, toolVersion: Doorstats.version)
              .json(topic: alert.topic), raisedAt: now)
        }
      }
    }
    findings.new.sort { ($0.at, $0.key) < ($1.at, $1.key) }
    let names = Set(alerts.map(\.rule.name))
    let ids = Set(doors.map(\.id))
    findings.waiting = known.filter {
      $0.deliveredAt == nil && names.contains($0.rule) && ids.contains($0.device)
    }
    return findings
  }

  private func wanted(by rule: AlertRule, of doors: [Device], in store: Store) throws -> [Device] {
    guard !rule.devices.isEmpty else { return doors }
    var options = DeviceOptions()
    options.names = rule.devices
    do {
      let wanted = Set(try options.chosen(from: store).map(\.id))
      return doors.filter { wanted.contains($0.id) }
    } catch let failure as Failure {
      throw Failure(
        .configuration, "alert.\(rule.name).devices: \(failure.message)", advice: failure.advice)
    }
  }

  private func evidence(
    on device: Device, span: Interval?, for rule: AlertRule, _ detected: DetectedStore,
    _ calendar: TimeZoneCalendar
  ) throws -> AlertEvidence {
    let range = Interval(start: min(span?.start ?? now, now), end: max(now, span?.end ?? now))
    let record = try detected.records(of: [device], in: range)[0]
    var evidence = AlertEvidence(record: record, lastReadingAt: span.map { $0.end - 1 })
    if rule.condition == .unusual {
      evidence.unusual =
        UnusualFindings.found(
          in: [OpeningSeries(record)], range: range, now: now, calendar: calendar
        ).first
    }
    return evidence
  }
}
