import Foundation
import Readings
import Testing

@testable import Ingest

@Suite struct BucketNameTests {
  @Test func `names are taken apart from the right`() throws {
    let name = try #require(BucketName("iotp_w2bhdg_sensor-data_2020-03-05"))
    #expect(name.organization == "w2bhdg")
    #expect(name.name == "sensor-data")
    #expect(name.family == "iotp_w2bhdg_sensor-data")
    #expect(name.period == .day(year: 2020, month: 3, day: 5))
    let long = try #require(BucketName("iotp_w2bhdg_a_b_2019-01_2016-11"))
    #expect(long.name == "a_b_2019-01")
    #expect(long.period == .month(year: 2016, month: 11))
    #expect(BucketName("iotp_29m8ko_default_2017-w22")?.period == .week(year: 2017, week: 22))
    #expect(BucketName("iotp_29m8ko_default_configuration")?.period == .configuration)
  }

  @Test(arguments: [
    "", "_", "iotp_", "iotp_a_2020-03-05", "iotp__b_2020-03-05", "iotp_A_b_2020-03-05",
    "iotp_a_b_2020-3-05", "iotp_a_b_2020-03-05x", "iotp_a_b_2020", "iotp_a_b_2020-w1",
    "iotp_a_b_20200305", "iotp_a_b_２０２０-03-05", "xiotp_a_b_2020-03-05", "65cjsf-events",
  ])
  func `other names are no buckets`(text: String) { #expect(BucketName(text) == nil) }

  @Test func `the shapes agree with the regular expression`() throws {
    let expression = try Regex(
      #"^iotp_([a-z0-9]+)_(.+)_(\d{4}-\d{2}-\d{2}|\d{4}-w\d{2}|\d{4}-\d{2}|configuration)$"#)
    let parts = [
      "iotp", "", "a1", "B", "x-y", "2020-03", "2020-03-05", "2020-w09", "configuration",
    ]
    for first in parts {
      for second in parts {
        for third in parts {
          for fourth in parts {
            let text = [first, second, third, fourth].joined(separator: "_")
            #expect(
              (BucketName(text) != nil) == (text.wholeMatch(of: expression) != nil), "\(text)")
          }
        }
      }
    }
  }

  @Test func `periods are half-open intervals of the connector's zone`() throws {
    let day = try #require(BucketName("iotp_a_b_2020-03-05")?.interval())
    #expect(day == Interval(start: 1_583_366_400_000, end: 1_583_452_800_000))
    let month = try #require(BucketName("iotp_a_b_2020-02")?.interval())
    #expect(month.milliseconds == 29 * 86_400_000)
    let week = try #require(BucketName("iotp_a_b_2020-w01")?.interval())
    #expect(week == Interval(start: 1_577_664_000_000, end: 1_578_268_800_000))
    let vienna = try #require(TimeZone(identifier: "Europe/Vienna"))
    let short = try #require(BucketName("iotp_a_b_2020-03-29")?.interval(timeZone: vienna))
    #expect(short.milliseconds == 23 * 3_600_000)
  }

  @Test(arguments: ["2020-13-01", "2020-02-30", "2020-00", "2021-w53", "2020-w00", "0000-00-00"])
  func `impossible dates have no interval and are never left out`(suffix: String) {
    let name = "iotp_a_b_\(suffix)"
    #expect(BucketName(name)?.interval() == nil)
    #expect(BucketSelection(since: 0, until: 1).includes(name))
  }

  @Test func `a selection takes what overlaps it`() {
    let day: Int64 = 86_400_000
    let selection = BucketSelection(since: 18_322 * day, until: 18_323 * day)  // 2020-03-01
    #expect(selection.includes("iotp_a_b_2020-03-01"))
    #expect(!selection.includes("iotp_a_b_2020-02-29"))
    #expect(!selection.includes("iotp_a_b_2020-03-02"))
    #expect(selection.includes("iotp_a_b_2020-03"))
    #expect(selection.includes("iotp_a_b_2020-w09"))
    #expect(selection.includes("iotp_a_b_2020-w10"))  // whichever weeks the connector counts
    #expect(!selection.includes("iotp_a_b_2020-w12"))
    #expect(selection.includes("65cjsf-events"))
  }

  @Test func `possible names are made of days, months and weeks`() throws {
    let day: Int64 = 86_400_000
    let selection = BucketSelection(since: 18_322 * day, until: 18_324 * day)
    let names = try #require(selection.possibleNames(ofFamily: "iotp_a_b", now: 0))
    #expect(
      names == [
        "iotp_a_b_2020-03", "iotp_a_b_2020-03-01", "iotp_a_b_2020-03-02", "iotp_a_b_2020-w08",
        "iotp_a_b_2020-w09", "iotp_a_b_2020-w10", "iotp_a_b_2020-w11",
      ])
    #expect(BucketSelection().possibleNames(ofFamily: "iotp_a_b", now: 0) == nil)
    #expect(BucketSelection(since: 2, until: 1).possibleNames(ofFamily: "x", now: 0) == [])
  }
}

@Suite struct DatabasePatternTests {
  @Test func `the text tells which kind of pattern is meant`() throws {
    #expect(try DatabasePattern("iotp_a_b") == .family("iotp_a_b"))
    #expect(try DatabasePattern("iotp_a_b_2020-03-05") == .exact("iotp_a_b_2020-03-05"))
    #expect(try DatabasePattern("65cjsf-events") == .exact("65cjsf-events"))
    #expect(try DatabasePattern("iotp_*_2020-03-*") == .glob("iotp_*_2020-03-*"))
    for text in ["", "a b", "a\nb"] {
      #expect(throws: HistorianError.invalidDatabaseName(text)) { try DatabasePattern(text) }
    }
  }

  @Test func `a family is itself and its buckets, and no longer name`() throws {
    let family = try DatabasePattern("iotp_a_b")
    #expect(family.matches("iotp_a_b"))
    #expect(family.matches("iotp_a_b_2020-03-05"))
    #expect(!family.matches("iotp_a_b_c_2020-03-05"))
    #expect(!family.matches("iotp_a_b_configuration"))
    #expect(!family.matches("iotp_a_bc"))
  }

  @Test func `a glob matches names, asks only for its prefix, and spares the system's`() throws {
    let glob = try DatabasePattern("iotp_*_sensor-data_2020-03-0[1-3]")
    #expect(glob.matches("iotp_x_sensor-data_2020-03-02"))
    #expect(!glob.matches("iotp_x_sensor-data_2020-03-04"))
    #expect(glob.nameRange?.first == "iotp_")
    #expect(glob.nameRange?.last == "iotp_\u{fff0}")
    #expect(try !DatabasePattern("*").matches("_users"))
    #expect(try !DatabasePattern("*").matches("iotp_a_b_configuration"))
    #expect(try DatabasePattern("*").matches("events"))
  }
}
