/// Alerts of one rule and device that were raised before.
///
/// What is detected can move a little when more readings come. One-to-one matching within a
/// tolerance keeps a moved event from being told twice, and two events close to each other from
/// being taken for one.
public struct KnownAlerts: Sendable {
  public struct Alert: Sendable {
    /// When the event began, as it was raised [ms UTC].
    public var at: Int64
    /// [ms UTC]
    public var raisedAt: Int64

    public init(at: Int64, raisedAt: Int64) {
      self.at = at
      self.raisedAt = raisedAt
    }
  }

  /// How far the start of a movement may move [ms].
  static let tolerance: Int64 = 10_000
  private static let hour: Int64 = 3_600_000

  private var alerts: [Alert]

  public init(_ alerts: [Alert]) { self.alerts = alerts.sorted { $0.at < $1.at } }

  /// The events, in order of time, that were not raised before.
  public func new(among events: [AlertEvent]) -> [AlertEvent] {
    var left = alerts
    return events.filter { event in
      let known = left.indices.filter { Self.isSame(left[$0], event) }
        .min { abs(left[$0].at - event.at) < abs(left[$1].at - event.at) }
      guard let known else { return true }
      // Several alerts may have grown into one unusual period: it knows them all.
      if event.rule.condition != .unusual { left.remove(at: known) }
      return false
    }
  }

  private static func isSame(_ alert: Alert, _ event: AlertEvent) -> Bool {
    switch event.rule.condition {
    case .leftOpen, .opened, .notOpened: abs(alert.at - event.at) <= tolerance
    case .unusual: alert.at >= event.at - hour && alert.at < (event.until ?? event.at)
    // Readings from before the alert that come later do not end the silence.
    case .silent: alert.at <= event.at && (alert.at == event.at || event.at < alert.raisedAt)
    }
  }
}
