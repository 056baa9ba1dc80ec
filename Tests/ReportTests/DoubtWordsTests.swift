import Foundation
import Readings
import Testing

@testable import Report

@Suite struct DoubtWordsTests {
  private static let week = Doors.interval("2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z")

  private func days(_ doubt: DayDoubt, _ numbers: Int...) -> [DoubtedDay] {
    numbers.map {
      DoubtedDay(start: Self.week.start + Int64($0) * 86_400_000, doubts: [doubt])
    }
  }

  private func sentences(
    _ days: [DoubtedDay], _ zone: String = "UTC", in range: Interval = week
  ) -> [String] {
    DoubtWords(calendar: Doors.calendar(zone), range: range).sentences(on: days)
  }

  @Test func `days are named, and many are counted`() {
    #expect(sentences([]).isEmpty)
    let one = "The proximity sensor did not follow the door on 2026-03-02, and was not used."
    #expect(sentences(days(.sensor, 0)) == [one])
    let last = { (numbers: [DoubtedDay]) in
      sentences(numbers)[0].split(separator: " on ")[1].split(separator: ":")[0]
    }
    #expect(last(days(.direction, 0, 2)) == "2026-03-02 and 2026-03-04")
    #expect(
      last(days(.direction, 0, 1, 2, 3)) == "2026-03-02, 2026-03-03, 2026-03-04 and 2026-03-05")
    #expect(
      last(days(.direction, 0, 1, 2, 3, 4)) == "2026-03-02, 2026-03-03, 2026-03-04 and 2 more days")
  }

  @Test func `each kind of doubt has a sentence, the gravest first`() {
    let doubts: [DayDoubt] = [.sensorForHours, .direction]
    let found = sentences([DoubtedDay(start: Self.week.start, doubts: doubts)])
    #expect(found.count == 2)
    #expect(found[0].hasPrefix("Opening and closing"))
    #expect(found[1].hasPrefix("The proximity sensor"))
  }

  @Test func `a UTC day belongs to the local day that holds most of it`() {
    let day = days(.sensor, 1)
    for zone in ["Europe/Berlin", "America/New_York", "Asia/Tokyo"] {
      #expect(sentences(day, zone)[0].contains("on 2026-03-03,"))
    }
    // A local day in Berlin ends an hour before the UTC day does, and the next one has only that hour.
    let berlin = Doors.calendar("Europe/Berlin")
    func local(_ day: String) -> Interval {
      berlin.bucket(by: .day, containing: Doors.instant("\(day)T12:00:00Z")).interval
    }
    #expect(sentences(day, "Europe/Berlin", in: local("2026-03-02")).isEmpty)
    #expect(sentences(day, "Europe/Berlin", in: local("2026-03-03")).count == 1)
    #expect(sentences(day, "Europe/Berlin", in: local("2026-03-04")).isEmpty)
    let hour = Doors.interval("2026-03-03T07:00:00Z", "2026-03-03T08:00:00Z")
    #expect(sentences(day, in: hour).count == 1, "an hour of it is in doubt as the day is")
  }

  @Test func `notes name the device and stay out of what programs read`() {
    let device = Doors.device(1, "Haustür")
    let words = DoubtWords(calendar: .utc, range: Self.week)
    let doubts = words.doubts(about: days(.direction, 0), of: device)
    let notes = words.notes(on: [doubts], style: Style(isASCII: true))
    #expect(notes.map { $0.hasPrefix("Haustur: Opening and closing could not") } == [true])
    let report = OpeningsReport(
      Doors.context(.utc), range: Self.week,
      records: [DeviceRecord(device: device, openings: [], coverage: Coverage())])
    let with = WithNotes(report, notes: notes)
    for format in Format.allCases {
      let differs =
        with.rendered(as: format, style: Style()) != report.rendered(as: format, style: Style())
      #expect(differs == format.isForPeople)
    }
  }

  @Test func `JSON has the days that are in doubt, as the schema says`() throws {
    let device = Doors.device(1, "Haustür")
    let words = DoubtWords(calendar: .utc, range: Self.week)
    let found = days(.direction, 1) + days(.sensorForHours, 40)
    var context = Doors.context(.utc)
    context.doubts = [words.doubts(about: found, of: device)]
    let record = DeviceRecord(device: device, openings: [], coverage: Coverage())
    let reports: [(any Renderable, String)] = [
      (OpeningsReport(context, range: Self.week, records: [record]), "openings"),
      (OpeningListReport(context, range: Self.week, records: [record]), "openings"),
      (DurationsReport(context, range: Self.week, records: [record]), "durations"),
    ]
    for (report, schema) in reports {
      let json = report.rendered(as: .json, style: Style())
      let validator = try SchemaValidator(
        Fixtures.text("docs/schemas/doorstats.\(schema).1.json"))
      #expect(try validator.violations(in: json) == [])
      let parsed = try #require(
        JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
      let doubted = try #require(parsed["doubts"] as? [[String: Any]])
      #expect(doubted.count == 1, "the other is not in the range")
      #expect(doubted.first?["device"] as? String == "Haustür")
      #expect((doubted.first?["since"] as? String)?.hasPrefix("2026-03-03T00:00:00") == true)
      #expect(doubted.first?["doubts"] as? [String] == ["direction"])
    }
  }
}
