import Foundation
import Readings
import Testing

@testable import Report

#if canImport(FoundationXML)
  import FoundationXML
#endif

struct ExplainTests {
  private static let neighbours = ExplainReport.Neighbours(
    before: Episode(
      interval: Interval(
        start: MadeUpMovement.start - 3_600_000, end: MadeUpMovement.start - 3_598_000),
      kind: .closing, peakScore: 12, evidence: .motion, confidence: 0.91, reason: "2.0 s"),
    after: nil)

  private static let gap = Gap(
    interval: Interval(start: MadeUpMovement.start - 60_000, end: MadeUpMovement.start + 7_200_000),
    cause: .phoneSilent)

  static let cases: [(name: String, findings: [ExplainReport.Finding])] = [
    ("opening", [.moved(MadeUpMovement.explanation())]),
    (
      "nothing",
      [
        .moved(
          MadeUpMovement.explanation(
            kind: .nothingWhileClosed, hasSensor: false, directionMargin: 0.4))
      ]
    ),
    ("sensor-only", [.moved(MadeUpMovement.explanation(isFelt: false))]),
    (
      "without-movement",
      [
        .still(neighbours), .notObserved(gap, neighbours), .pruned(neighbours.before!),
        .outside(Interval(start: MadeUpMovement.start, end: MadeUpMovement.start + 1000)),
        .outside(nil),
      ]
    ),
    ("empty", []),
  ]

  @Test(arguments: cases.indices)
  func `explanations as recorded`(index: Int) throws {
    let (name, findings) = Self.cases[index]
    let report = MadeUpMovement.report(findings)
    try GoldenTests.expectGoldenText("explain-\(name)") { report.rendered(as: .text, style: $0) }
    try Fixtures.expectGolden(report.rendered(as: .json, style: Style()), "explain-\(name).json")
  }

  @Test func `the picture as recorded`() throws {
    let picture = try #require(MadeUpMovement.report(Self.cases[0].findings).picture())
    try Fixtures.expectGolden(picture, "explain-opening.svg")
    #expect(XMLParser(data: Data(picture.utf8)).parse())
    #expect(!picture.contains("nan") && !picture.contains("inf"))
    // The gap breaks each of the four lines.
    #expect(picture.components(separatedBy: "<polyline").count == 9)
  }

  @Test func `the picture is of the movement nearest to the moment`() throws {
    var far = MadeUpMovement.explanation()
    far.episode.interval = Interval(
      start: MadeUpMovement.start + 30_000, end: MadeUpMovement.start + 31_000)
    let report = MadeUpMovement.report([.moved(far), .moved(MadeUpMovement.explanation())])
    #expect(report.picture()?.contains("Hintertür") == true)
    #expect(MadeUpMovement.report([.still(Self.neighbours)]).picture() == nil)
  }

  @Test func `names cannot break out of the picture`() throws {
    var answer = ExplainReport.Answer(
      device: Doors.device(1, "<script>&\"'"), finding: .moved(MadeUpMovement.explanation()))
    answer.device.name = "<script>&\"'"
    let report = ExplainReport(
      Doors.context(.utc), moment: MadeUpMovement.start, answers: [answer])
    let picture = try #require(report.picture())
    #expect(!picture.contains("<script>"))
    #expect(XMLParser(data: Data(picture.utf8)).parse())
  }

  @Test func `words follow the numbers`() throws {
    func words(_ explanation: Explanation) -> MovementWords {
      MovementWords(explanation: explanation, calendar: .utc, style: Style())
    }
    var movement = MadeUpMovement.explanation()
    #expect(words(movement).verdict.hasPrefix("Counted: the door was opened at 12:07:56"))
    #expect(words(movement).doubts.contains { $0.contains("Without what was felt") })
    movement.opening?.closedAt = nil
    #expect(words(movement).verdict.contains("not observed"))
    movement.variations = []
    #expect(words(movement).doubts.contains { $0.contains("No single change") })
    movement.episode.confidence = 0.6
    #expect(words(movement).doubts.contains { $0.contains("close call") })
    movement.evidence.proximityWeight = 0
    #expect(words(movement).observation.contains("left out"))
    movement.measures.isRowOfKnocks = true
    #expect(words(movement).observation.contains("row of knocks"))
    #expect(!words(movement).observation.contains("wanders"))
    movement.measures.wanderFactor = 5.67
    movement.measures.wanderCost = 8
    #expect(
      words(movement).observation.contains("wanders nearby; this is only 5.67 times as far"))
    for kind in Explanation.Kind.allCases where !kind.isOpening {
      var parted = MadeUpMovement.explanation(kind: kind)
      parted.reopenings = [try #require(MadeUpMovement.explanation().opening)]
      parted.variations = [
        Explanation.Variation(change: .withoutPrior, kind: kind),
        Explanation.Variation(change: .withoutProximityAllDay, kind: kind),
        Explanation.Variation(change: .withoutMotion, kind: nil),
      ]
      #expect(words(parted).verdict.hasPrefix("Counted: the door, which stood open, was closed"))
      #expect(MovementWords.counted(parted) == "a closing and another opening")
      #expect(parted.variations.map(parted.isCounted) == [true, false, false])
    }
    for kind in Explanation.Kind.allCases {
      let verdict = words(MadeUpMovement.explanation(kind: kind)).verdict
      #expect(verdict.hasPrefix(kind.isOpening ? "Counted" : "Not counted"))
    }
  }

  @Test func `columns of a chart hold the largest reading and gaps stay empty`() {
    var trace = Explanation.Trace()
    trace.measuredAt = [0, 200, 400, 10_000]
    trace.gapLimit = 2000
    let canvas = ChartCanvas(columns: 51, isASCII: false)
    let cells = canvas.cells(of: [1, -3, 2, 5], trace)
    #expect(cells.count == 51)
    #expect(cells[0] == 1 && cells[1] == -3 && cells[2] == 2)
    #expect(cells[20] == nil && cells[50] == 5)
    let few = ChartCanvas(columns: 1, isASCII: true)
    #expect(few.cells(of: [1, -3, 2, 5], trace) == [5])
  }

  @Test func `ticks are round and few enough`() {
    for (length, most) in [(8_000, 5), (60_000, 6), (5_000_000, 3), (100, 2), (86_400_000, 4)] {
      let interval = Interval(start: 1_700_000_000_123, end: 1_700_000_000_123 + Int64(length))
      let ticks = TimeTicks(in: interval, most: most).moments
      #expect(ticks.count <= most + 1)
      #expect(ticks.allSatisfy { interval.contains($0) && $0 % 1000 == 0 })
    }
  }

  @Test func `a movement of one reading is drawn`() {
    var explanation = MadeUpMovement.explanation()
    explanation.trace.measuredAt = [MadeUpMovement.start]
    explanation.trace.magnitude = [0]
    explanation.trace.slowMagnitude = [0]
    explanation.trace.normal = [0]
    explanation.trace.radial = [0]
    explanation.trace.third = [0]
    explanation.trace.isCovered = [true]
    let report = MadeUpMovement.report([.moved(explanation)])
    #expect(!report.rendered(as: .text, style: Style()).isEmpty)
    #expect(report.picture()?.contains("nan") == false)
    explanation.trace = Explanation.Trace()
    #expect(MadeUpMovement.report([.moved(explanation)]).picture()?.contains("nan") == false)
  }
}
