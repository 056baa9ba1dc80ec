import Foundation
import TestSupport
import Testing

/// Every fault at every question of a pull, with the built program: the readings of an undisturbed
/// pull, or the documented error and exit code, and never a loss that is not told.
@Suite struct PullFaultMatrixTests {
  /// A question of a pull, by the path that it asks.
  enum Question: String, CaseIterable {
    case scan = "_all_docs"
    case changes = "_changes"
    case list = "_all_dbs"
    case infos = "_dbs_info"
    case token = "identity/token"
  }

  /// Faults that pass: the first two requests of the question go wrong, whichever it is.
  private static let passing = [
    "status=408", "status=429", "status=429,retry-after=1", "status=500", "status=502",
    "status=503", "status=503,retry-after=1", "status=504", "reset", "cut=0", "cut=150",
    "truncate=0", "truncate=150", "length=1000", "length=-20", "corrupt-gzip", "stall=0",
    "stall=100", "delay-body=200", "slow=20000", "body=html", "body=empty", "null-docs",
    "repeat-rows", "rewind",
  ]

  /// Faults that stay, and the exit code that each question then ends with. (A limit that stays
  /// is waited for for minutes; the client's own tests see its end on a clock of their own.)
  private static let lasting: [(fault: String, codes: [Question: Int32])] = [
    ("status=503", [.scan: 3, .changes: 3, .list: 75, .infos: 75, .token: 75]),
    ("reset", [.scan: 3, .changes: 3, .list: 75, .infos: 75, .token: 75]),
    ("cut=150", [.scan: 3, .changes: 3, .list: 75, .infos: 75, .token: 75]),
    ("truncate=20", [.scan: 3, .changes: 3, .list: 75, .infos: 75, .token: 75]),
    ("length=1000", [.scan: 3, .changes: 3, .list: 75, .infos: 75, .token: 75]),
    ("corrupt-gzip", [.scan: 3, .changes: 3, .list: 75, .infos: 75, .token: 75]),
    ("body=html", [.scan: 3, .changes: 3, .list: 76, .infos: 76, .token: 75]),
    ("null-docs", [.scan: 3, .changes: 3, .list: 0, .infos: 0, .token: 0]),
    ("repeat-rows", [.scan: 0, .changes: 0, .list: 0, .infos: 0, .token: 0]),
    ("status=400", [.scan: 3, .changes: 0, .list: 76, .infos: 0, .token: 77]),
    ("status=401", [.scan: 77, .changes: 77, .list: 77, .infos: 77, .token: 77]),
    ("status=403", [.scan: 3, .changes: 3, .list: 77, .infos: 0, .token: 77]),
    ("status=404", [.scan: 3, .changes: 3, .list: 76, .infos: 0, .token: 76]),
    (
      "redirect=http://127.0.0.1:1/",
      [.scan: 76, .changes: 76, .list: 76, .infos: 76, .token: 76]
    ),
  ]

  /// What each question is tried on: the changes need a store that is complete up to some time.
  private func fresh(_ question: Question, _ stage: PullStage, _ store: String) throws {
    if question == .changes { try stage.copy("base", to: store) }
  }

  /// A stage with a store from before the last documents, and what an undisturbed pull brings.
  private func preparedStage() throws -> (stage: PullStage, readings: String) {
    let stage = try PullStage()
    let base = try stage.pull("base")
    #expect(base.status == 0, "\(base)")
    try stage.writeLater()
    let whole = try stage.pull("whole")
    #expect(whole.status == 0, "\(whole)")
    let readings = try stage.readings("whole")
    let expected = PullStage.counts.past + PullStage.counts.current + PullStage.counts.later
    #expect(readings.split(separator: "\n").count == expected + 1)
    return (stage, readings)
  }

  @Test func `a fault that passes changes nothing`() throws {
    let (stage, expected) = try preparedStage()
    for (number, fault) in Self.passing.enumerated() {
      for question in Question.allCases {
        let store = "passing-\(number)-\(question)"
        try fresh(question, stage, store)
        try stage.setFaults("\(fault),path=\(question.rawValue),first=2")
        let result = try stage.pull(store)
        #expect(result.status == 0, "\(fault) at \(question): \(result)")
        #expect(result.error.isEmpty, "\(fault) at \(question): \(result)")
        #expect(try stage.readings(store) == expected, "\(fault) at \(question): \(result)")
      }
    }
  }

  @Test func `a fault that stays ends as documented, and the next pull mends it`() throws {
    let (stage, expected) = try preparedStage()
    let lines = Set(expected.split(separator: "\n"))
    for (number, (fault, codes)) in Self.lasting.enumerated() {
      for (question, code) in codes {
        let store = "lasting-\(number)-\(question)"
        let place = "\(fault) at \(question)"
        try fresh(question, stage, store)
        try stage.setFaults("\(fault),path=\(question.rawValue)")
        let result = try stage.pull(store)
        #expect(result.status == code, "\(place): \(result)")
        let errorLines = result.error.split(separator: "\n")
        #expect(errorLines.count == ([0, 3].contains(code) ? 0 : 1), "\(place): \(result)")
        #expect(!"\(result)".contains(PullStage.key), "\(place): \(result)")
        if code == 3 { #expect(result.output.contains("incomplete: "), "\(place): \(result)") }
        let readings = try stage.readings(store)
        #expect(lines.isSuperset(of: readings.split(separator: "\n")), "\(place)")
        if code == 0 { #expect(readings == expected, "\(place): \(result)") }

        try stage.setFaults("")
        let mended = try stage.pull(store)
        #expect(mended.status == 0, "after \(place): \(mended)")
        #expect(try stage.readings(store) == expected, "after \(place): \(mended)")
      }
    }
  }
}
