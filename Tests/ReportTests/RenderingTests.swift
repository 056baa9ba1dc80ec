import Readings
import Testing

@testable import Report

struct NumberTextTests {
  @Test(arguments: [
    (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1204, "-1,204"),
    (Int.max, "9,223,372,036,854,775,807"), (Int.min, "-9,223,372,036,854,775,808"),
  ])
  func `thousands are separated`(number: Int, text: String) {
    #expect(NumberText.integer(number) == text)
  }

  @Test(arguments: [
    (0.0, 2, "0.00"), (8.2, 2, "8.20"), (0.125, 2, "0.13"), (-0.001, 2, "0.00"), (-1.5, 0, "-2"),
    (1204.35, 1, "1,204.4"), (672, 1, "672.0"), (999.95, 1, "1,000.0"),
  ])
  func `decimals are fixed and rounded half away from zero`(
    number: Double, places: Int, text: String
  ) {
    #expect(NumberText.decimal(number, places: places) == text)
  }

  @Test(arguments: [
    (0, "<1 s"), (499, "<1 s"), (500, "1 s"), (4_000, "4 s"), (59_499, "59 s"),
    (59_500, "1 min 00 s"), (125_000, "2 min 05 s"), (3_599_500, "1 h 00 min"),
    (3_720_000, "1 h 02 min"), (273_600_000, "3 d 04 h"), (-5, "<1 s"),
  ])
  func `durations read well at every size`(milliseconds: Int64, text: String) {
    #expect(NumberText.duration(milliseconds: milliseconds) == text)
  }

  @Test(arguments: [
    (0, "0 s ago"), (59_999, "59 s ago"), (60_000, "1 min ago"), (7_200_000, "2 h ago"),
    (172_800_000, "2 days ago"), (-5_000, "0 s ago"), (-3_600_000, "in the future"),
  ])
  func `ages read well at every size`(milliseconds: Int64, text: String) {
    #expect(NumberText.age(milliseconds: milliseconds) == text)
  }

  @Test func `a percentage is whole only when everything was seen`() {
    #expect(NumberText.percent(999_999, of: 1_000_000, absent: "·") == "99.9 %")
    #expect(NumberText.percent(1, of: 1_000_000, absent: "·") == "< 0.1 %")
    #expect(NumberText.percent(600, of: 1_000_000, absent: "·") == "0.1 %")
    #expect(NumberText.percent(5, of: 5, absent: "·") == "100.0 %")
    #expect(NumberText.percent(0, of: 5, absent: "·") == "0.0 %")
    #expect(NumberText.percent(0, of: 0, absent: "·") == "·")
  }

  @Test(arguments: [
    (0, "observed 0.0 of 24.0 h (0.0 %)"), (3_000, "observed 3 s of 24.0 h (< 0.1 %)"),
    (52_000, "observed 52 s of 24.0 h (0.1 %)"), (7_200_000, "observed 2.0 of 24.0 h (8.3 %)"),
  ])
  func `a recording of some seconds is not told in hours`(seen: Int64, text: String) {
    let day = Doors.interval("2026-03-05T00:00:00Z", "2026-03-06T00:00:00Z")
    let coverage = Coverage(seen == 0 ? [] : [Interval(start: day.start, end: day.start + seen)])
    let record = DeviceRecord(device: Doors.device(1, nil), openings: [], coverage: coverage)
    let report = OpeningListReport(Doors.context(.utc), range: day, records: [record])
    #expect(report.rendered(as: .text, style: Style()).contains("\(text) ·"))
  }

  @Test(arguments: [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (42_100_000, "42.1 MB")])
  func `sizes read well`(bytes: Int64, text: String) {
    #expect(NumberText.bytes(bytes) == text)
  }
}

struct BarTests {
  @Test(arguments: [
    (0.0, ""), (0.001, "▏"), (8.2, "████████████████████"), (6.9615, "█████████████████"),
    (2.4314, "█████▉"), (0.41, "█"), (-1, ""), (99, "████████████████████"),
  ])
  func `bars are rounded to the nearest eighth, and never nothing for something`(
    value: Double, bar: String
  ) {
    #expect(Bar.text(value, of: 8.2, columns: 20, isASCII: false) == bar)
  }

  @Test func `in ASCII a bar has whole columns`() {
    #expect(Bar.text(4.1, of: 8.2, columns: 20, isASCII: true) == "##########")
    #expect(Bar.text(0.01, of: 8.2, columns: 20, isASCII: true) == ".")
    #expect(Bar.text(0, of: 8.2, columns: 20, isASCII: true) == "")
  }
}

struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("Front door", 10), ("Haustür", 7), ("Haustu\u{308}r", 7), ("玄関", 4), ("ｶﾞ", 2),
    ("🚪", 2), ("👩‍🔧", 2), ("❤️", 2), ("한국", 4), ("·–…█", 4), ("Ａ", 2), ("дверь", 5), ("🇩🇪", 2),
  ])
  func `text is as wide as a terminal shows it`(text: String, width: Int) {
    #expect(displayWidth(text) == width)
  }

  @Test func `cutting keeps within the width and never halves a character`() {
    #expect(truncated("Front door", to: 10, ellipsis: "…") == "Front door")
    #expect(truncated("Front door", to: 6, ellipsis: "…") == "Front…")
    #expect(truncated("玄関ドア", to: 4, ellipsis: "…") == "玄…")
    #expect(truncated("Front door", to: 2, ellipsis: "...") == "..")
    #expect(truncated("Front door", to: 0, ellipsis: "…") == "")
  }

  @Test func `control characters and writing direction cannot get through`() {
    #expect(visible("a\u{1B}[31mb\n\u{202E}c\u{9B}") == "a\u{FFFD}[31mb\u{FFFD}\u{FFFD}c\u{FFFD}")
    #expect(visible("玄関 🚪") == "玄関 🚪")
  }

  @Test func `the nearest ASCII keeps letters without their marks`() {
    #expect(asciiText("Haustür – 玄関") == "Haustur ? ??")
  }
}

struct RowWriterTests {
  private func written(_ shape: RowWriter.Shape, _ names: [String?], isASCII: Bool = false)
    -> String
  {
    var writer = RowWriter(shape, columns: ["name", "n"], isASCII: isASCII)
    for name in names {
      writer.string(name)
      writer.integer(name == nil ? nil : 1)
      writer.endRow()
    }
    return writer.text.string
  }

  @Test func `no row is a header, or nothing`() {
    #expect(written(.csv, []) == "name,n\n")
    #expect(written(.tsv, []) == "name\tn\n")
    #expect(written(.ndjson, []) == "")
  }

  @Test func `cells are quoted as each format wants`() {
    let name = "a \"b\",\tc\\\n\r\u{1}ü"
    #expect(written(.csv, [name]) == "name,n\n\"a \"\"b\"\",\tc\\\n\r\u{1}ü\",1\n")
    #expect(written(.tsv, [name]) == "name\tn\na \"b\",\\tc\\\\\\n\\r\u{1}ü\t1\n")
    #expect(
      written(.ndjson, [name]) == #"{"name":"a \"b\",\tc\\\n\r\u0001ü","n":1}"# + "\n")
    #expect(written(.csv, [" edge"]) == "name,n\n\" edge\",1\n")
    #expect(written(.csv, [""]) == "name,n\n,1\n")
  }

  @Test func `absent is empty, or null`() {
    #expect(written(.csv, [nil]) == "name,n\n,\n")
    #expect(written(.tsv, [nil]) == "name\tn\n\t\n")
    #expect(written(.ndjson, [nil]) == "{\"name\":null,\"n\":null}\n")
  }

  @Test func `only ASCII when only ASCII is wanted`() {
    #expect(
      written(.ndjson, ["ü🚪"], isASCII: true) == #"{"name":"\u00fc\ud83d\udeaa","n":1}"# + "\n")
    #expect(written(.csv, ["ü🚪"], isASCII: true) == "name,n\nu?,1\n")
  }

  @Test func `numbers never become NaN, an exponent or a tail of zeros`() {
    var writer = RowWriter(.csv, columns: ["a"], isASCII: false)
    for value in [Double.nan, .infinity, 0.0000001, 1e-6, 0.1 + 0.2, 47, 1e15, -0.0] {
      writer.decimal(value, places: 6)
      writer.endRow()
    }
    #expect(
      writer.text.string == "a\n\n\n0\n0.000001\n0.3\n47\n1000000000000000\n0\n")
  }

  @Test func `seconds are exact`() {
    var writer = RowWriter(.csv, columns: ["a"], isASCII: false)
    for value: Int64? in [0, 1, 1500, 86_400_000, 3_600_010, nil, -250] {
      writer.seconds(milliseconds: value)
      writer.endRow()
    }
    #expect(writer.text.string == "a\n0\n0.001\n1.5\n86400\n3600.01\n\n-0.25\n")
  }
}

struct TableLayoutTests {
  private func table(_ label: String, notes: Bool) -> TextTable {
    TextTable(
      columns: [
        .init(header: "label", cells: [label, "b"]),
        .init(header: "n", cells: ["1", "22"], isRightAligned: true),
        .init(header: "extra", cells: ["0.00", "0.00"], isRightAligned: true, dropOrder: 1),
      ],
      tails: [
        .init(value: 1, notes: notes ? ["busiest"] : [], isEmphasised: true), .init(value: 0.5),
      ])
  }

  @Test func `the bar shrinks first, then columns drop, and no line is ever too wide`() {
    var hadExtra = true
    for width in (40...200).reversed() {
      let style = Style(width: width)
      for label in ["a", String(repeating: "x", count: 25), String(repeating: "玄", count: 60)] {
        let layout = TableLayout(table(label, notes: true), style: style)
        let lines = layout.lines()
        #expect(lines.allSatisfy { displayWidth($0) <= width })
        guard label.count == 25 else { continue }
        let hasExtra = lines[0].contains("extra")
        #expect(hadExtra || !hasExtra, "a column that went stays away")
        #expect(layout.barColumns > 0 || !hasExtra, "a column goes before the bar does")
        hadExtra = hasExtra
      }
    }
    #expect(!hadExtra)
  }

  @Test func `numbers stay in place for awk`() {
    let lines = TableLayout(table("a", notes: true), style: Style()).lines()
    #expect(lines.map { $0.split(separator: " ")[1] } == ["n", "1", "22"])
  }

  @Test func `colour marks the busiest row, and nothing without it`() {
    let coloured = TableLayout(table("a", notes: true), style: Style(usesColour: true)).lines()
    #expect(coloured[1].hasSuffix("\u{1B}[1mbusiest\u{1B}[0m"))
    let plain = TableLayout(table("a", notes: true), style: Style()).lines()
    #expect(!plain.joined().contains("\u{1B}"))
  }

  @Test func `a style keeps its width within bounds`() {
    #expect(Style(width: 3).width == 40 && Style(width: 999).width == 200)
  }
}

struct HeatMapTests {
  @Test func `levels are quarters of the highest rate, and absence is none of them`() {
    let map = HeatMap(rates: Array(repeating: nil, count: 168), highest: 8)
    #expect(
      [nil, 0, 0.01, 2, 2.01, 4, 6, 6.01, 8, 9].map(map.level) == [nil, 0, 1, 1, 2, 2, 3, 4, 4, 4])
  }

  @Test func `a map without openings has a legend all the same`() {
    let map = HeatMap(rates: Array(repeating: 0, count: 168), highest: 0)
    for width in [40, 51, 60, 74, 75, 80, 200] {
      let lines = map.lines(style: Style(width: width))
      #expect(lines.count >= 9)
      #expect(lines.allSatisfy { displayWidth($0) <= min(80, width) })
    }
  }
}
