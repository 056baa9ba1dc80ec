import Detect
import Foundation
import Readings
import Report
import Store

/// Checks the store by itself: file, readings, counts, and that detection gives again what is there.
struct LocalVerification {
  /// Days of each device that are detected again.
  static let daysAgain = 12

  var integrity = StoreIntegrity()
  var detectedDayCount = 0

  init(store: Store, daysAgain: Int = Self.daysAgain) throws {
    integrity = try store.integrity { Interruption.isRequested }
    try Interruption.check()
    let settings = DetectorSettings()
    guard !integrity.problems.contains(where: { $0.kind == .structure || $0.kind == .readings }),
      let run = try store.detectorRun(try DetectionPass.key(of: settings))
    else { return }
    let again = try Redetection(store: store, settings: settings, run: run, mostDays: daysAgain) {
      try Interruption.check()
    }
    detectedDayCount = again.dayCount
    integrity.problems += again.problems
  }

  func report(_ context: ReportContext, repairs: [String]?) -> VerifyReport {
    VerifyReport(
      context, readingCount: integrity.readingCount, hourCount: integrity.hourCount,
      detectedDayCount: detectedDayCount,
      problems: integrity.problems.map { .init(kind: $0.kind.rawValue, detail: $0.detail) },
      repairs: repairs)
  }

  /// What ends the program where something is wrong.
  func failure(path: String) -> Failure? {
    guard let first = integrity.problems.first else { return nil }
    let more = integrity.problems.count - 1
    return Failure(
      .badData,
      "the store is damaged: \(path): \(first.detail)" + (more > 0 ? " (and \(more) more)" : ""),
      advice: Self.isMendable(integrity.problems)
        ? "run 'doorstats verify --repair'"
        : "put a backup in its place, or move it away and pull again")
  }

  /// Whether all of it can be built again from what is whole.
  static func isMendable(_ problems: [StoreProblem]) -> Bool {
    problems.allSatisfy { $0.kind == .derived || isOfIndex($0) }
  }

  static func isOfIndex(_ problem: StoreProblem) -> Bool {
    problem.kind == .structure && problem.detail.contains("index")
  }
}

/// Builds again what can be built from what is whole: indexes from their tables, and what was
/// derived from the readings.
struct Repair {
  /// What was done, in words.
  private(set) var steps: [String] = []

  /// - Parameter before: What a verification found.
  init(of store: Store, after before: LocalVerification, showing progress: Progress) throws {
    var problems = before.integrity.problems
    if problems.contains(where: LocalVerification.isOfIndex) {
      try store.rebuildIndexes()
      steps.append("indexes were built anew")
      problems = try LocalVerification(store: store).integrity.problems
    }
    if try store.compact() > 0 { steps.append("hours in several parts were joined") }
    guard problems.contains(where: { $0.kind == .derived }),
      !problems.contains(where: { $0.kind == .structure })
    else { return }
    try store.forgetAllRuns()
    let pass = try DetectionPass(store: store, settings: DetectorSettings())
    try pass.bringUpToDate(showing: progress)
    steps.append("openings and observed time were detected anew")
  }
}
