import GRDB

/// Checks of the ordinary rows: counts and what was derived.
extension Store {
  /// Most problems of one kind that are listed.
  private static let mostListed = 10

  /// Buckets whose counts do not add up.
  func countProblems() throws -> [StoreProblem] {
    try problems(
      .counts,
      [
        """
        SELECT name || ': ' || read_count || ' documents read are not the sum of their kinds'
        FROM bucket WHERE read_count <> new_count + duplicate_count + other_count
          + rejected_count + design_count + deleted_count + pruned_count
        """,
        """
        SELECT name || ': a count is negative' FROM bucket
        WHERE min(read_count, new_count, duplicate_count, other_count, rejected_count,
          design_count, deleted_count, pruned_count) < 0
        """,
        """
        SELECT name || ': ' || other_count || ' documents are no door readings, '
          || coalesce(sum(count), 0) || ' by kind'
        FROM bucket LEFT JOIN other_event USING (bucket_id)
        GROUP BY bucket_id HAVING other_count <> coalesce(sum(count), 0)
        """,
      ])
  }

  /// Derived rows that contradict themselves or each other.
  func derivedProblems() throws -> [StoreProblem] {
    let name = "coalesce(device.name, device.id) || ', '"
    return try problems(
      .derived,
      [
        """
        SELECT \(name) || opened_at_ms || ': closed before it was opened'
        FROM opening JOIN device USING (device_id) WHERE closed_at_ms < opened_at_ms
        """,
        """
        SELECT \(name) || opened_at_ms || ': an opening of a day that was not detected'
        FROM opening JOIN device USING (device_id)
        WHERE NOT EXISTS (SELECT 1 FROM detected_day AS day
          WHERE day.detector_run_id = opening.detector_run_id AND day.device_id = opening.device_id
            AND opened_at_ms >= start_ms AND opened_at_ms < start_ms + \(Self.day))
        """,
        """
        SELECT \(name) || start_ms || ': observed time that ends before it begins'
        FROM observed JOIN device USING (device_id) WHERE end_ms < start_ms
        """,
        """
        SELECT \(name) || start_ms || ': observed time that overlaps'
        FROM (SELECT *, lag(end_ms) OVER (
            PARTITION BY detector_run_id, device_id ORDER BY start_ms) AS before_ms
          FROM observed) JOIN device USING (device_id) WHERE before_ms > start_ms
        """,
      ])
  }

  private func problems(_ kind: StoreProblem.Kind, _ queries: [String]) throws -> [StoreProblem] {
    try read { database in
      try queries.flatMap {
        try String.fetchAll(database, sql: $0 + " LIMIT \(Self.mostListed)")
      }.map { StoreProblem(kind, $0) }
    }
  }
}
