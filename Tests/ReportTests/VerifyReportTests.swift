import Foundation
import Testing

@testable import Report

struct VerifyReportTests {
  private let context = Doors.context(Doors.calendar("Europe/Berlin"), now: "2026-03-16T09:30:00Z")

  private func violations(_ text: String, _ command: String) throws -> [String] {
    try SchemaValidator(Fixtures.text("docs/schemas/doorstats.\(command).1.json"))
      .violations(in: text)
  }

  @Test func `a verification keeps its schema, whatever it found`() throws {
    var report = VerifyReport(
      context, readingCount: 900, hourCount: 2, detectedDayCount: 1, problems: [])
    #expect(try violations(report.json(isASCII: true), "verify") == [])
    report.problems = [.init(kind: "readings", detail: "Tür, hour 5: \"bad\" light")]
    report.repairs = ["indexes were built anew"]
    report.buckets = [
      .init(
        name: "iotp_a_b_2026-03-05", state: "failed", isComplete: false, historianDocuments: nil,
        readDocuments: 3, missingDocuments: 0, comparedDocuments: 0, missingReadings: 0,
        differentReadings: 0)
    ]
    let text = report.json(isASCII: true)
    #expect(try violations(text, "verify") == [])
    #expect(text.contains("\"is_whole\": false") && text.utf8.allSatisfy { $0 < 0x80 })
    let broken = text.replacing("\"readings\": 900", with: "\"readings\": \"900\"")
    #expect(try violations(broken, "verify") != [])
  }

  @Test func `findings keep their schema, and their table its width`() throws {
    let report = DoctorReport(
      context,
      findings: [
        .init("store", .good, "whole: 900 readings"),
        .init(
          "historian", .problem, String(repeating: "no answer ", count: 30),
          command: "doorstats help pull"),
        .init("disk", .notice, "900 MB free", command: "doorstats prune --keep-readings 90d"),
      ])
    #expect(try violations(report.rendered(as: .json, style: Style()), "doctor") == [])
    for (_, style) in GoldenTests.styles {
      let text = report.rendered(as: .text, style: style)
      for line in text.split(separator: "\n") where !line.hasPrefix("  doorstats ") {
        #expect(displayWidth(String(line)) <= style.width, "\(line)")
      }
      #expect(text.contains("doorstats prune --keep-readings 90d"))
    }
  }
}
