import Foundation
import Readings

/// The offsets of a zone from UTC over time, as a table: found once, then only arithmetic.
///
/// Asking Foundation for each hour costs more than the whole report; a zone changes its offset
/// twice a year at most times.
struct ZoneOffsets: Sendable {
  /// First instant at which `offsets[i]` holds [ms UTC]; ascending, the first is `Int64.min`.
  let starts: [Int64]
  /// Local time minus UTC [ms].
  let offsets: [Int64]

  /// Changes outside `span` are not known: the nearest offset inside it is taken there.
  init(of zone: TimeZone, in span: Interval) {
    func date(_ instant: Int64) -> Date { Date(timeIntervalSince1970: Double(instant) / 1000) }
    var starts = [Int64.min]
    var offsets = [Int64(zone.secondsFromGMT(for: date(span.start))) * 1000]
    var cursor = date(span.start)
    while let change = zone.nextDaylightSavingTimeTransition(after: cursor), change > cursor,
      change < date(span.end)
    {
      let offset = Int64(zone.secondsFromGMT(for: change)) * 1000
      if offset != offsets[offsets.count - 1] {
        starts.append(Int64((change.timeIntervalSince1970 * 1000).rounded()))
        offsets.append(offset)
      }
      cursor = change
    }
    self.starts = starts
    self.offsets = offsets
  }

  /// Index of the offset in force at `instant`.
  ///
  /// - Complexity: O(log *n*) in the number of changes.
  func index(at instant: Int64) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= instant { low = middle } else { high = middle }
    }
    return low
  }

  /// First instant after those of offset `index`.
  func end(of index: Int) -> Int64 { index + 1 < starts.count ? starts[index + 1] : .max }

  /// Largest difference of any zone from UTC, with a margin [ms].
  static let largestOffset: Int64 = 26 * 3_600_000

  /// Every instant at which the clock shows `local` [ms since 1970 on the local clock], ascending:
  /// none while the clock is put forward, two while it is put back.
  func instants(showing local: Int64) -> [Int64] {
    var found: [Int64] = []
    var index = index(at: local - Self.largestOffset)
    while index < starts.count, starts[index] <= local + Self.largestOffset {
      let instant = local - offsets[index]
      if instant >= starts[index], instant < end(of: index) { found.append(instant) }
      index += 1
    }
    return found
  }

  /// First instant at which the clock shows `local` or later.
  func firstInstant(showingAtLeast local: Int64) -> Int64 {
    var index = index(at: local - Self.largestOffset)
    while true {
      let instant = max(starts[index], local - offsets[index])
      if instant < end(of: index) { return instant }
      index += 1
    }
  }
}
