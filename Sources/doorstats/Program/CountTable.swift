import Foundation
import Ingest
import Readings
import Report

/// A CSV file of counts at regular times: what `unusual --counts` reads.
///
/// A column of times (`start`, `bucket_start` or `time`: a local time, or an instant with its
/// offset), one or more columns of counts, and perhaps `observed_s`. An empty count was not
/// observed; times that are left out were not either.
struct CountTable {
  private static let timeColumns = ["start", "bucket_start", "time"]
  private static let countColumns = ["openings", "count", "counts"]
  /// Far above what passes a door in an hour, and still quick to judge.
  private static let highestCount = 10_000
  /// Buckets that a table may span: a century of hours.
  private static let mostBuckets = 1_000_000

  let path: String
  let calendar: TimeZoneCalendar
  private let header: [String]
  private let rows: [[String]]
  private let timeColumn: Int
  private let channels: [Int]

  /// - Throws: `Failure`, with what is wrong in one line.
  init(path: String, columns: [String], calendar: TimeZoneCalendar) throws {
    self.path = path
    self.calendar = calendar
    let records = CSVTable.records(of: try InputFile.bytes(of: path))
    header = (records.first ?? []).map { $0.trimmingCharacters(in: .whitespaces) }
    rows = Array(records.dropFirst())
    guard let time = Self.timeColumns.lazy.compactMap(header.firstIndex).first else {
      throw Self.bad(path, "no column start, bucket_start or time", "name the column of times so")
    }
    timeColumn = time
    channels = try Self.channels(named: columns, in: header, rows: rows, path: path)
    guard rows.count >= 2 else {
      throw Self.bad(path, "fewer than two rows of counts", "give a row a bucket")
    }
  }

  /// - Throws: `Failure` where a time or count cannot be read, or the times are not regular.
  func series() throws -> CountSeries {
    let times = try instants()
    let step = try step(of: times)
    var buckets: [CountSeries.Bucket] = []
    for (index, time) in times.enumerated() {
      while let last = buckets.last, last.interval.end + step / 2 < time {
        guard buckets.count < Self.mostBuckets else { throw bad("times too far apart", at: index) }
        buckets.append(bucket(at: last.interval.end, step, counts: channels.map { _ in nil }, 0))
      }
      let counts = try channels.map { try count(in: rows[index], column: $0, row: index) }
      let share = try observedShare(of: rows[index], row: index, step)
      buckets.append(bucket(at: time, step, counts: counts, share))
    }
    let name = path == "-" ? "counts" : URL(fileURLWithPath: path).lastPathComponent
    return CountSeries(
      name: name, channels: channels.map { header[$0] }, buckets: buckets, step: step)
  }

  private func bucket(
    at time: Int64, _ step: Int64, counts: [Int?], _ share: Double
  ) -> CountSeries.Bucket {
    let local = calendar.localMilliseconds(at: time)
    let day = local / TimeZoneCalendar.dayMilliseconds
    return CountSeries.Bucket(
      interval: Interval(start: time, end: time + step), date: calendar.date(at: time),
      slot: Int((local - day * TimeZoneCalendar.dayMilliseconds) / step), counts: counts,
      observedShare: share)
  }

  // MARK: Cells

  /// A local time that occurs twice is the second one where the first has passed.
  private func instants() throws -> [Int64] {
    var times: [Int64] = []
    for (index, row) in rows.enumerated() {
      guard timeColumn < row.count,
        let expression = try? TimeExpression(row[timeColumn], calendar: calendar, now: 0)
      else { throw bad("no time in column \(header[timeColumn])", at: index) }
      var time = expression.instant(as: .since, calendar: calendar)
      if let last = times.last, time <= last {
        time = expression.instant(as: .until, calendar: calendar)
        guard time > last else {
          throw bad("times do not rise (one device a file, in order of time)", at: index)
        }
      }
      times.append(time)
    }
    return times
  }

  private func step(of times: [Int64]) throws -> Int64 {
    let spacings = zip(times.dropFirst(), times).map { $0 - $1 }.sorted()
    let step = spacings[spacings.count / 2]
    guard step >= 60_000, TimeZoneCalendar.dayMilliseconds % step == 0 else {
      throw Self.bad(
        path, "rows \(Double(step) / 1000) s apart", "counts must be of buckets that divide a day")
    }
    guard spacings[0] >= step / 2 else {
      throw Self.bad(path, "rows not at regular times", "give counts of equally long buckets")
    }
    return step
  }

  private func count(in row: [String], column: Int, row index: Int) throws -> Int? {
    guard let cell = Self.cell(row, column) else { return nil }
    guard let number = Double(cell), number >= 0, number == number.rounded(),
      number <= Double(Self.highestCount)
    else {
      throw bad(
        "'\(cell.prefix(20))' in column \(header[column]) is not a count up to "
          + "\(Self.highestCount.grouped)", at: index)
    }
    return Int(number)
  }

  private func observedShare(of row: [String], row index: Int, _ step: Int64) throws -> Double {
    guard let column = header.firstIndex(of: "observed_s"), let cell = Self.cell(row, column) else {
      return 1
    }
    guard let seconds = Double(cell), seconds >= 0 else {
      throw bad("'\(cell.prefix(20))' in column observed_s is not a time", at: index)
    }
    return min(1, seconds * 1000 / Double(step))
  }

  private static func cell(_ row: [String], _ column: Int) -> String? {
    guard column < row.count else { return nil }
    let text = row[column].trimmingCharacters(in: .whitespaces)
    return text.isEmpty ? nil : text
  }

  // MARK: Columns

  private static func channels(
    named names: [String], in header: [String], rows: [[String]], path: String
  ) throws -> [Int] {
    guard names.isEmpty else {
      return try names.map { name in
        guard let index = header.firstIndex(of: name) else {
          throw bad(path, "no column \(name)", "there are: \(header.joined(separator: ", "))")
        }
        return index
      }
    }
    if let known = countColumns.lazy.compactMap(header.firstIndex).first { return [known] }
    let candidates = header.indices.filter { column in
      let cells = rows.lazy.compactMap { cell($0, column) }
      return header[column] != "observed_s" && !cells.isEmpty && cells.allSatisfy { Int($0) != nil }
    }
    guard !candidates.isEmpty else {
      throw bad(path, "no column of whole numbers", "name the columns with --column")
    }
    return candidates
  }

  private func bad(_ what: String, at index: Int) -> Failure {
    Self.bad(path, "row \(index + 2): \(what)", "correct the file")
  }

  private static func bad(_ path: String, _ what: String, _ advice: String) -> Failure {
    Failure(.badData, "\(InputFile.name(of: path)): \(what)", advice: advice)
  }
}
