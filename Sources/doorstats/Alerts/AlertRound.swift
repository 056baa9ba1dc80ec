import Foundation
import Readings
import Report
import Store

/// One round of alerts: remember, hand over, remember that.
///
/// An alert is remembered before it is sent and ticked off after: whoever ends the program in
/// between, it is sent again, under the same key. The writer's lock is held throughout, so that two
/// rounds never send the same.
struct AlertRound {
  let delivery: AlertDelivery
  let alerts: [String: ConfiguredAlert]
  let now: Int64
  private(set) var rows: [AlertReport.Row] = []
  /// Why the first alert that did not reach anybody did not, with its rule.
  private(set) var failure: Failure?
  private var failedRules: Set<String> = []

  init(_ alerts: [ConfiguredAlert], delivery: AlertDelivery, now: Int64) {
    self.alerts = Dictionary(
      alerts.map { ($0.rule.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.delivery = delivery
    self.now = now
  }

  /// Shows what would be sent.
  mutating func rehearse(_ findings: AlertSearch.Findings) throws {
    for alert in findings.waiting + findings.new { try add(alert, .pending) }
  }

  mutating func send(_ findings: AlertSearch.Findings, store: Store) async throws {
    for (rule, since) in findings.newRules {
      try store.note(
        alertRule: rule.name, condition: rule.condition.fingerprint, since: since)
    }
    try store.raise(findings.new)
    for alert in findings.waiting + findings.new {
      try Interruption.check()
      guard let configured = alerts[alert.rule] else { continue }
      if configured.delivery == .none {
        try add(alert, .shown)
      } else if failedRules.contains(alert.rule) {
        try add(alert, .failed)
      } else if let failure = try await delivery.deliver(alert, by: configured) {
        failedRules.insert(alert.rule)
        remember(failure, of: alert)
        try add(alert, .failed)
      } else {
        try store.noteDelivery(ofAlert: alert.key, at: now)
        try add(alert, .delivered)
      }
    }
  }

  /// Ticks off what was shown, once it has been written.
  func finish(in store: Store) throws {
    for row in rows where row.outcome == .shown {
      try store.noteDelivery(ofAlert: row.key, at: now)
    }
  }

  private mutating func remember(_ problem: Failure, of alert: AlertRecord) {
    guard failure == nil else { return }
    failure = Failure(
      problem.status, "alert \(alert.rule) was not delivered: \(problem.message)",
      advice: (problem.advice.map { "\($0); " } ?? "") + "it goes out with a later run")
  }

  private mutating func add(_ alert: AlertRecord, _ outcome: AlertReport.Outcome) throws {
    let fields = try AlertDelivery.Fields(body: alert.body)
    rows.append(
      AlertReport.Row(
        key: alert.key, rule: alert.rule, device: fields.device, at: alert.at,
        message: fields.message, outcome: outcome))
  }
}
