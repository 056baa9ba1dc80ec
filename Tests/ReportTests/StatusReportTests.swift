import Foundation
import Readings
import Testing

@testable import Report

struct StatusReportTests {
  private let berlin = Doors.calendar("Europe/Berlin")

  private func device(_ id: Int64, _ name: String?, openings: Int? = 284) -> StoreFacts.DeviceFacts
  {
    StoreFacts.DeviceFacts(
      device: Doors.device(id, name), readingCount: 6_048_000,
      readings: Doors.interval("2026-03-02T00:00:00Z", "2026-03-15T22:10:00Z"),
      observedMilliseconds: 1_150_000_000, openingCount: openings)
  }

  private var full: StoreFacts {
    StoreFacts(
      bytes: 42_100_000,
      devices: [
        device(1, "Front door"), device(2, nil, openings: nil),
        StoreFacts.DeviceFacts(
          device: Doors.device(3, "Keller"), readingCount: 0, readings: nil,
          observedMilliseconds: 0, openingCount: 0),
      ],
      families: [
        .init(
          name: "iotp_w2bhdg_sensor-data", databaseCount: 14, completeCount: 13,
          documentCount: 12_096_040, newestDatabase: "iotp_w2bhdg_sensor-data_2026-03-15",
          pulledAt: Doors.instant("2026-03-16T06:30:00Z")),
        .init(
          name: "my events", databaseCount: 1, completeCount: 1, documentCount: 12,
          newestDatabase: nil, pulledAt: nil),
      ],
      rejected: [
        .init(reason: "invalid timestamp", count: 8),
        .init(reason: "missing deviceId", count: 1204),
      ], otherEvents: [.init(reason: "raspi/status", count: 20_572)])
  }

  private func report(_ facts: StoreFacts) -> StatusReport {
    StatusReport(Doors.context(berlin, now: "2026-03-16T09:30:00Z"), facts: facts)
  }

  @Test(arguments: ["empty", "full"])
  func `the screen looks as recorded`(name: String) throws {
    let report = report(name == "empty" ? StoreFacts() : full)
    for (width, style) in GoldenTests.styles {
      let text = report.rendered(as: .text, style: style)
      try Fixtures.expectGolden(text, "status-\(name).\(width).txt")
      for line in text.split(separator: "\n") { #expect(displayWidth(String(line)) <= style.width) }
      if style.isASCII { #expect(text.utf8.allSatisfy { $0 < 0x80 }) }
    }
    for (format, ending) in [(Format.csv, "csv"), (.json, "json"), (.markdown, "md")] {
      try Fixtures.expectGolden(
        report.rendered(as: format, style: Style()), "status-\(name).\(ending)")
    }
  }

  @Test func `an empty store says how to begin`() {
    let commands = report(StoreFacts()).nextSteps.map(\.command)
    #expect(commands.first == "doorstats pull --db NAME")
    #expect(commands.contains("doorstats import FILE"))
  }

  @Test func `what is unfinished comes first`() {
    let commands = report(full).nextSteps.map(\.command)
    #expect(commands.first == "doorstats pull --db iotp_w2bhdg_sensor-data")
    #expect(commands.count == 4)
  }

  @Test func `a healthy store says how to use it`() {
    var facts = full
    facts.devices = [device(1, "Front door")]
    facts.families = [facts.families[1]]
    facts.rejected = []
    let commands = report(facts).nextSteps.map(\.command)
    #expect(
      commands == [
        "doorstats openings --day", "doorstats busiest", "doorstats pull --db 'my events'",
      ])
  }

  @Test(arguments: [
    ("plain-1.2_x", "plain-1.2_x"), ("", "''"), ("two words", "'two words'"),
    ("it's", "'it'\\''s'"), ("$(rm)", "'$(rm)'"),
  ])
  func `words are quoted for a shell`(word: String, quoted: String) {
    #expect(ShellWord.quoted(word) == quoted)
  }
}
