import Foundation
import Parallel
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

  /// A fault at a question, with the exit code of a pull that it stays for.
  private struct Case: Sendable {
    var fault: String
    var question: Question
    var code: Int32 = 0

    var place: String { "\(fault) at \(question)" }
  }

  /// A historian of its own, a store from before its last documents, and what an undisturbed pull
  /// brings. What it finds wrong is gathered: it is used on a thread of no test.
  private final class Lane: Sendable {
    let stage: PullStage
    let expected: String
    private let problems = Locked<[String]>([])

    init() throws {
      stage = try PullStage()
      let base = try stage.pull("base")
      #expect(base.status == 0, "\(base)")
      try stage.writeLater()
      let whole = try stage.pull("whole")
      #expect(whole.status == 0, "\(whole)")
      expected = try stage.readings("whole")
      let count = PullStage.counts.past + PullStage.counts.current + PullStage.counts.later
      #expect(expected.split(separator: "\n").count == count + 1)
    }

    /// A store with which the question is asked: the changes need one that is complete up to some
    /// time.
    func store(for question: Question) throws -> String {
      let store = "store-\(UUID().uuidString)"
      if question == .changes { try stage.copy("base", to: store) }
      return store
    }

    func require(_ condition: Bool, _ problem: @autoclosure () -> String) {
      if !condition { problems.withLock { $0.append(problem()) } }
    }

    /// Takes cases until none is left.
    func run(_ cases: Locked<ArraySlice<Case>>, _ work: (Lane, Case) throws -> Void) -> [String] {
      while let next = cases.withLock({ $0.popFirst() }) {
        do { try work(self, next) } catch { require(false, "\(next.place): \(error)") }
      }
      return problems.withLock { $0 }
    }
  }

  /// Most of a pull under faults is waiting, so that many run side by side.
  private func inLanes(
    _ cases: [Case], _ work: @escaping @Sendable (Lane, Case) throws -> Void
  ) throws {
    let remaining = Locked(cases[...])
    let lanes = try (0..<8).map { _ in try Lane() }
    let running = lanes.map { lane in Aside { lane.run(remaining, work) } }
    for problem in try running.flatMap({ try $0.value() }) {
      Issue.record(Comment(rawValue: problem))
    }
  }

  @Test func `a fault that passes changes nothing`() throws {
    let cases = Self.passing.flatMap { fault in
      Question.allCases.map { Case(fault: fault, question: $0) }
    }
    try inLanes(cases) { lane, tried in
      let store = try lane.store(for: tried.question)
      try lane.stage.setFaults("\(tried.fault),path=\(tried.question.rawValue),first=2")
      let result = try lane.stage.pull(store)
      lane.require(result.status == 0 && result.error.isEmpty, "\(tried.place): \(result)")
      let readings = try lane.stage.readings(store)
      lane.require(readings == lane.expected, "readings with \(tried.place): \(result)")
    }
  }

  @Test func `a fault that stays ends as documented, and the next pull mends it`() throws {
    let cases = Self.lasting.flatMap { fault, codes in
      Question.allCases.map { Case(fault: fault, question: $0, code: codes[$0] ?? -1) }
    }
    try inLanes(cases) { lane, tried in
      let store = try lane.store(for: tried.question)
      try lane.stage.setFaults("\(tried.fault),path=\(tried.question.rawValue)")
      let result = try lane.stage.pull(store)
      let place = "\(tried.place): \(result)"
      lane.require(result.status == tried.code, "not \(tried.code) with \(place)")
      let errorLines = result.error.split(separator: "\n")
      lane.require(
        errorLines.count == ([0, 3].contains(tried.code) ? 0 : 1), "lines of \(place)")
      lane.require(!"\(result)".contains(PullStage.key), "the key is shown with \(place)")
      lane.require(tried.code != 3 || result.output.contains("incomplete: "), place)
      let readings = try lane.stage.readings(store)
      let lines = Set(lane.expected.split(separator: "\n"))
      lane.require(
        lines.isSuperset(of: readings.split(separator: "\n")), "readings with \(place)")
      lane.require(tried.code != 0 || readings == lane.expected, "readings with \(place)")

      try lane.stage.setFaults("")
      let mended = try lane.stage.pull(store)
      lane.require(mended.status == 0, "after \(tried.place): \(mended)")
      let all = try lane.stage.readings(store)
      lane.require(all == lane.expected, "readings after \(tried.place): \(mended)")
    }
  }
}
