import Foundation
import Testing

@testable import Report

struct CivilDateTests {
  @Test func `the day of the epoch is day zero, a Thursday`() throws {
    let day = try #require(CivilDate(year: 1970, month: 1, day: 1))
    #expect(day.daysSince1970 == 0)
    #expect(day.isoWeekday == 4)
    #expect(day.description == "1970-01-01")
  }

  @Test func `every day of four centuries agrees with Foundation`() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    for number in stride(from: -40_000, to: 110_000, by: 17) {
      let date = Date(timeIntervalSince1970: Double(number) * 86_400)
      let parts = calendar.dateComponents(
        [.year, .month, .day, .weekday, .weekOfYear, .yearForWeekOfYear], from: date)
      let day = CivilDate(daysSince1970: number)
      let components = day.components
      #expect(components.year == parts.year && components.month == parts.month)
      #expect(components.day == parts.day)
      #expect(day.isoWeekday == ((parts.weekday ?? 0) + 5) % 7 + 1)
      let same = CivilDate(
        year: components.year, month: components.month, day: components.day)
      #expect(same == day)
    }
  }

  @Test(arguments: [
    ("2026-01-01", 2026, 1), ("2021-01-03", 2020, 53), ("2020-12-31", 2020, 53),
    ("2019-12-30", 2020, 1), ("2026-12-31", 2026, 53), ("2017-06-01", 2017, 22),
  ])
  func `weeks are those of ISO 8601`(text: String, year: Int, week: Int) throws {
    let date = try #require(CivilDate(text))
    #expect(date.isoWeek == (year, week))
  }

  @Test(arguments: [
    "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01", "", "0000-01-01",
  ])
  func `what is no date is refused`(text: String) {
    #expect(CivilDate(text) == nil)
  }

  @Test(arguments: [
    ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"),
    ("2026-03-15", -3, "2025-12-15"),
    ("2026-12-01", 1, "2027-01-01"), ("2026-05-31", -12, "2025-05-31"),
    ("2026-05-31", 0, "2026-05-31"),
  ])
  func `months are added within the calendar`(from: String, months: Int, to: String) throws {
    let date = try #require(CivilDate(from))
    #expect(date.adding(months: months).description == to)
  }
}
