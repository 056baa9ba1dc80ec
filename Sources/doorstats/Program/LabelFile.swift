import Ingest
import Readings
import Report

/// A CSV file of openings known from outside: what `audit` reads.
///
/// A column of starts (`opened_at`, `start`, `started_at` or `time`, however it is written), and
/// perhaps `device`; others are not looked at. A time is a local date-time, an instant with its offset,
/// or a number of milliseconds since 1970. Without a header the first column holds the starts.
struct LabelFile {
  private static let startColumns = ["openedat", "start", "startedat", "time"]
  private static let deviceColumns = ["device", "deviceid"]
  /// Milliseconds below this (1973) are rather seconds.
  private static let leastMilliseconds: Int64 = 100_000_000_000
  /// The end of the year 9999, after which nothing can be reckoned with.
  private static let mostMilliseconds: Int64 = 253_402_300_799_999

  /// A label and where it stands.
  struct Label {
    var start: Int64
    var device: String?
    /// Line of the record, for messages; empty lines do not count.
    var row: Int
  }

  let path: String
  let labels: [Label]

  /// - Throws: `Failure`, with what is wrong in one line.
  init(path: String, calendar: TimeZoneCalendar, now: Int64) throws {
    self.path = path
    var records = CSVTable.records(of: try InputFile.bytes(of: path))
    let header = (records.first ?? []).map(Self.plain)
    let clock = Clock(calendar: calendar, now: now)
    let startColumn = Self.startColumns.lazy.compactMap(header.firstIndex).first
    let deviceColumn =
      startColumn == nil ? nil : Self.deviceColumns.lazy.compactMap(header.firstIndex).first
    if startColumn != nil {
      records.removeFirst()
    } else if clock.instant(records.first?.first ?? "") == nil {
      throw Self.bad(path, "no column opened_at, start or time", "name the column of starts so")
    }
    let column = startColumn ?? 0
    let firstRow = startColumn == nil ? 1 : 2
    labels = try records.enumerated().map { index, record in
      guard column < record.count, let start = clock.instant(record[column]) else {
        let cell = column < record.count ? record[column] : ""
        throw Self.bad(
          path, "row \(index + firstRow): no time: '\(cell.prefix(40))'",
          "write a date and time, or milliseconds since 1970")
      }
      let device = deviceColumn.flatMap { $0 < record.count ? record[$0] : nil }
      return Label(start: start, device: device, row: index + firstRow)
    }
  }

  func bad(_ what: String, _ advice: String) -> Failure { Self.bad(path, what, advice) }

  private static func bad(_ path: String, _ what: String, _ advice: String) -> Failure {
    Failure(.badData, "\(InputFile.name(of: path)): \(what)", advice: advice)
  }

  /// A column's name without capitals, spaces, dashes and underscores.
  private static func plain(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
  }

  /// Reads times as the file may write them.
  private struct Clock {
    let calendar: TimeZoneCalendar
    let now: Int64

    func instant(_ text: String) -> Int64? {
      let text = String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      if let number = Int64(text) {
        let plausible = LabelFile.leastMilliseconds...LabelFile.mostMilliseconds
        return plausible ~= number ? number : nil
      }
      return (try? TimeExpression(text, calendar: calendar, now: now))?
        .instant(as: .since, calendar: calendar)
    }
  }
}
