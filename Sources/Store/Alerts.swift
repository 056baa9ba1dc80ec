import GRDB
import Readings

/// An alert that was raised, and whether it reached anybody.
public struct AlertRecord: Sendable, Equatable {
  /// The same for the same alert on every attempt.
  public var key: String
  public var rule: String
  public var device: Device.ID
  /// When what it tells of began [ms UTC].
  public var at: Int64
  /// What is sent, the same on every attempt.
  public var body: String
  /// [ms UTC]
  public var raisedAt: Int64
  /// [ms UTC]; `nil` while it reached nobody.
  public var deliveredAt: Int64?

  public init(
    key: String, rule: String, device: Device.ID, at: Int64, body: String, raisedAt: Int64,
    deliveredAt: Int64? = nil
  ) {
    self.key = key
    self.rule = rule
    self.device = device
    self.at = at
    self.body = body
    self.raisedAt = raisedAt
    self.deliveredAt = deliveredAt
  }
}

/// The alerts of a rule that reached nobody yet.
public struct AlertBacklog: Sendable, Equatable {
  public var count: Int
  /// When the first of them was raised [ms UTC].
  public var oldestRaisedAt: Int64
}

extension Store {
  /// What waits for delivery, by name of its rule; rules without such alerts are not in it.
  public func alertBacklogs() throws -> [String: AlertBacklog] {
    try read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT rule, count(*) AS waiting, min(raised_at_ms) AS oldest_ms
          FROM alert WHERE delivered_at_ms IS NULL GROUP BY rule
          """)
      return Dictionary(
        rows.map {
          ($0["rule"], AlertBacklog(count: $0["waiting"], oldestRaisedAt: $0["oldest_ms"]))
        }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// When each rule was first looked at with its present condition [ms UTC], by name.
  ///
  /// - Parameter conditions: The conditions in force, by name of their rules.
  public func alertRules(with conditions: [String: String]) throws -> [String: Int64] {
    try read { database in
      let rows = try Row.fetchAll(
        database, sql: "SELECT rule, condition, since_ms FROM alert_rule")
      let known = rows.filter { conditions[$0["rule"]] == $0["condition"] }
      return Dictionary(
        known.map { ($0["rule"], $0["since_ms"]) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// Remembers that a rule is looked at from `since` on [ms UTC].
  public func note(alertRule rule: String, condition: String, since: Int64) throws {
    try write { database in
      try database.execute(
        sql: "INSERT OR REPLACE INTO alert_rule (rule, condition, since_ms) VALUES (?, ?, ?)",
        arguments: [rule, condition, since])
    }
  }

  /// The alerts that were raised, in the order in which they were.
  public func alerts() throws -> [AlertRecord] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM alert ORDER BY raised_at_ms, at_ms, alert_key"
      ).map {
        AlertRecord(
          key: $0["alert_key"], rule: $0["rule"], device: $0["device_id"], at: $0["at_ms"],
          body: $0["body"], raisedAt: $0["raised_at_ms"], deliveredAt: $0["delivered_at_ms"])
      }
    }
  }

  /// Remembers alerts, before anything is sent; those that are known stay as they are.
  public func raise(_ alerts: [AlertRecord]) throws {
    try write { database in
      for alert in alerts {
        try database.execute(
          sql: "INSERT OR IGNORE INTO alert VALUES (?, ?, ?, ?, ?, ?, ?)",
          arguments: [
            alert.key, alert.rule, alert.device, alert.at, alert.body, alert.raisedAt,
            alert.deliveredAt,
          ])
      }
    }
  }

  /// Remembers that an alert has reached somebody [ms UTC].
  public func noteDelivery(ofAlert key: String, at instant: Int64) throws {
    try write { database in
      try database.execute(
        sql: "UPDATE alert SET delivered_at_ms = ? WHERE alert_key = ?", arguments: [instant, key])
    }
  }
}
