import Foundation
import Ingest
import Readings
import Report

/// Times, mappings and small tables, as people write them into arguments.
struct ValuesSubject: Subject {
  private let calendar: TimeZoneCalendar

  init() throws { calendar = try TimeZoneCalendar(named: "Europe/Berlin") }

  let seeds = [
    "today", "14:30:15.250", "2026-03-05", "2026-03-05T14:30", "2026-03-05T13:30:00Z",
    "2026-03-29T02:30:00+0100", "x=accel.x", "timestamp=meta.time", "a,b\n\"1,\"\"2\",3\n",
    "Europe/Berlin", "90d",
  ].map { Array($0.utf8) }

  let words = ["9999", "-", ":", ".", "Z", "+14:00", "00", "24:00", "=", "..", "\"", "\n", "T"]

  func problem(with input: [UInt8]) throws -> String? {
    let text = String(decoding: input, as: UTF8.self)
    if let expression = try? TimeExpression(text, calendar: calendar, now: 1_583_410_584_493) {
      let since = expression.instant(as: .since, calendar: calendar)
      let until = expression.instant(as: .until, calendar: calendar)
      if since > until { return "a time whose beginning is after its end" }
    }
    _ = try? FieldMapping(arguments: [text])
    _ = try? TimeZoneCalendar(named: text)
    _ = CSVTable.records(of: input)
    return nil
  }
}
