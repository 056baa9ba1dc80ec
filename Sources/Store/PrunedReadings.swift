import GRDB
import Readings

/// How far back the readings of a device were taken out of the store, and what they were.
///
///                 readingsBefore   decidedBefore
///     … gone ────────────┤ margin ├──── kept ─────────…
///     … days decided ─────────────┤──── detected as ever
///
/// The openings and the observed time of the days before `decidedBefore` stay and are never
/// detected again. Readings before `readingsBefore` are not taken again, from wherever they come:
/// nobody could tell whether they were counted already. The margin between the two is what the
/// detection of the first day that is not decided looks back on.
public struct PrunedReadings: Sendable, Equatable {
  /// Start of the first UTC day that is not decided [ms UTC].
  public var decidedBefore: Int64
  /// Start of the first UTC hour that is kept [ms UTC].
  public var readingsBefore: Int64
  /// Readings that were taken out so far.
  public var readingCount = 0
  /// From the first reading that was taken out to just after the last; `nil` without any.
  public var span: Interval?
}

extension Store {
  /// What was pruned of each device; devices of which nothing was are missing.
  public func pruned() throws -> [Device.ID: PrunedReadings] { try read(Self.pruned) }

  static func pruned(in database: Database) throws -> [Device.ID: PrunedReadings] {
    var pruned: [Device.ID: PrunedReadings] = [:]
    let rows = try Row.fetchCursor(
      database.cachedStatement(
        sql: """
          SELECT device_id, decided_before_ms, readings_before_ms, reading_count, first_ms, last_ms
          FROM pruned
          """))
    while let row = try rows.next() {
      let first = try row.instantIfAny(4)
      let last = try row.instantIfAny(5)
      pruned[try row.value(0)] = PrunedReadings(
        decidedBefore: try row.instant(1), readingsBefore: try row.instant(2),
        readingCount: try row.count(3),
        span: first.flatMap { first in
          last.map { Interval(start: first, end: max(first, $0) + 1) }
        })
    }
    return pruned
  }
}
