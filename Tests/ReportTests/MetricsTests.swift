import Foundation
import Readings
import Testing

@testable import Report

struct MetricsTests {
  private func report(name: String? = "Front door", openings: Int? = 284) -> String {
    let store = StoreFacts(
      bytes: 42_100_000,
      devices: [
        StoreFacts.DeviceFacts(
          device: Doors.device(1, name), readingCount: 6_048_000,
          readings: Doors.interval("2026-03-02T00:00:00Z", "2026-03-15T22:10:00.001Z"),
          observedMilliseconds: openings == nil ? nil : 1_150_000_025, openingCount: openings)
      ],
      rejected: [.init(reason: "missing deviceId", count: 8)])
    let facts = MetricsReport.Facts(
      isDetectionComplete: openings != nil,
      pulls: [
        .init(
          historian: "http://127.0.0.1:5984", endedAt: 1_773_612_000_000, isComplete: false,
          completedAt: nil)
      ], documents: [.init(reason: "new", count: 12)], buckets: [], lastOpenings: [:],
      prunedReadings: [1: 7],
      alerts: [
        .init(rule: "night", waitingCount: 2, oldestRaisedAt: 1_773_612_600_000),
        .init(rule: "silent", waitingCount: 0, oldestRaisedAt: nil),
      ])
    let context = Doors.context(Doors.calendar("UTC"), now: "2026-03-15T22:10:02.5Z")
    return MetricsReport(StatusReport(context, facts: store), facts: facts).text
  }

  private func lines(_ text: String) -> [Substring] { text.split(separator: "\n") }

  @Test func `values stand with unit, type and help, and the text ends`() {
    let lines = lines(report())
    #expect(lines.last == "# EOF")
    #expect(lines.contains("doorstats_store_bytes 42100000"))
    let labels = #"{device="Front door",device_id="192.168.1.42",device_type="Android"}"#
    #expect(lines.contains { $0.hasPrefix("doorstats_last_reading_age_seconds{") })
    let age = lines.first { $0.hasPrefix("doorstats_last_reading_age_seconds") }
    #expect(age?.hasSuffix(" 2.500") == true)
    let openings = lines.first { $0.hasPrefix("doorstats_openings_total") }
    #expect(openings?.hasSuffix(" 284") == true, "\(labels)")
    #expect(lines.contains("# TYPE doorstats_observed_seconds counter"))
    #expect(lines.contains("# UNIT doorstats_observed_seconds seconds"))
    #expect(lines.contains { $0.hasPrefix("doorstats_observed_seconds_total") })
    #expect(lines.contains(#"doorstats_documents_total{outcome="new"} 12"#))
  }

  @Test func `alerts that wait are counted, and where none waits none is old`() {
    let lines = lines(report()).filter { $0.contains("undelivered") && !$0.hasPrefix("#") }
    #expect(
      lines == [
        #"doorstats_undelivered_alerts{rule="night"} 2"#,
        #"doorstats_undelivered_alerts{rule="silent"} 0"#,
        #"doorstats_oldest_undelivered_alert_timestamp_seconds{rule="night"} 1773612600.000"#,
        #"doorstats_oldest_undelivered_alert_age_seconds{rule="night"} 2.500"#,
      ], "\(lines)")
  }

  @Test func `what is not known is absent, and never zero`() {
    let text = report(openings: nil)
    for name in ["openings_total", "observed_seconds", "last_opening", "last_complete_pull"] {
      #expect(!text.contains("doorstats_\(name)"), "\(name)")
    }
    #expect(!text.contains("doorstats_buckets"))
    #expect(text.contains("\ndoorstats_detection_complete 0\n"))
  }

  @Test func `names cannot break the format`() {
    let text = report(name: "a\"b\\c\nd")
    #expect(text.contains(#"{device="a\"b\\c\nd","#))
  }

  @Test func `each family is described once, before its samples`() throws {
    var family: Substring?
    var seen: Set<Substring> = []
    for line in lines(report()).dropLast() {
      let words = line.split(separator: " ")
      if line.hasPrefix("# TYPE ") {
        #expect(seen.insert(words[2]).inserted)
        #expect(["gauge", "counter"].contains(words[3]))
        family = words[2]
      } else if line.hasPrefix("#") {
        #expect(words[2] == family)
        if words[1] == "UNIT" { #expect(words[2].hasSuffix("_" + words[3])) }
      } else {
        let name = line.prefix { $0 != "{" && $0 != " " }
        #expect(name == family || family.map { name == $0 + "_total" } == true, "\(line)")
      }
    }
    #expect(seen.count > 12)
  }
}
