import Store

/// How a scan of one bucket is cut into ranges of ids that can be read side by side.
///
/// The ids are UUIDs of version 1 and spread evenly over their first digits, so cutting by the
/// first hexadecimal digit gives ranges of about equal size:
///
///     …─────4┃4\0─────8┃8\0─────c┃c\0─────…      4 ranges
///
/// Both ends belong to a range; the next begins at the smallest text after the end, which is the
/// end with a zero byte. So every id, of whatever shape, is in exactly one range; ids of another
/// shape only share the work less evenly.
enum ScanPlan {
  private static let digits = Array("0123456789abcdef")
  /// Pages that a range should have at least: each range ends with a page that is half empty.
  private static let fewestPages = 2
  /// Ranges for each job: more than one, so that no job is idle while another reads a long one; few,
  /// because each costs a page.
  private static let rangesPerJob = 2

  /// The ranges for a bucket, in order; a single one for a small bucket or a single job.
  static func ranges(documentCount: Int?, pageSize: Int, jobs: Int) -> [ScanRange] {
    var count = 1
    let pages = (documentCount ?? 0) / max(1, pageSize)
    let most = jobs > 1 ? min(digits.count, jobs * rangesPerJob) : 1
    while count * 2 <= most, count * 2 * fewestPages <= pages { count *= 2 }
    let cuts = (1..<max(1, count)).map { String(digits[$0 * digits.count / count]) }
    let starts: [String?] = [nil] + cuts.map { successor(of: $0) }
    let ends: [String?] = cuts + [nil]
    return zip(starts, ends).map { ScanRange(startKey: $0, endKey: $1) }
  }

  /// The smallest key after a key.
  static func successor(of key: String) -> String { key + "\u{0}" }
}
