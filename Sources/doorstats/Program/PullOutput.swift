import Foundation
import Ingest
import Parallel
import Readings

/// The line on the terminal that tells how far a pull is.
final class PullProgressLine: Sendable {
  private struct State {
    var progress = PullProgress()
    let line: Progress
  }

  private let state: Locked<State>

  init(_ line: sending Progress) { state = Locked(State(line: line)) }

  func apply(_ event: PullEvent) {
    state.withLock { state in
      state.progress.apply(event)
      let progress = state.progress
      let seconds = state.line.seconds
      state.line.show { Self.text(progress, seconds: seconds) }
    }
  }

  func end() { state.withLock { $0.line.end() } }

  private static func text(_ progress: PullProgress, seconds: Double) -> String {
    if progress.isWaiting {
      return "following: \(progress.documentsDone.grouped) documents so far"
        + (progress.lastTrouble.map { "; \($0)" } ?? "")
    }
    let rate = Double(progress.documentsDone) / max(seconds, 0.001)
    var parts = [
      "\(progress.documentsDone.grouped) of \(progress.documentsExpected.grouped) documents",
      "\(Int(rate).grouped)/s",
      String(format: "%.1f MB/s", Double(progress.bytes) / max(seconds, 0.001) / 1e6),
    ]
    let left = Double(progress.documentsExpected - progress.documentsDone) / max(rate, 1)
    if progress.documentsExpected > progress.documentsDone {
      parts.append("\(Int(left.rounded(.up)).grouped) s left")
    }
    if progress.retries > 0 { parts.append("\(progress.retries) retries") }
    return parts.joined(separator: ", ")
      + " [\(progress.bucketsDone)/\(progress.bucketsPlanned) buckets]"
  }
}

/// Hears what a pull does: draws the line, and tells of an outage when it begins and when it ends.
final class PullListener: Sendable {
  private let line: PullProgressLine
  private let tellsTrouble: Bool
  private let isInTrouble = Locked(false)

  /// - Parameter tellsTrouble: Whether outages are told, as where a pull goes on after them.
  init(_ line: PullProgressLine, tellsTrouble: Bool) {
    self.line = line
    self.tellsTrouble = tellsTrouble
  }

  func hear(_ event: PullEvent) {
    line.apply(event)
    switch event {
    case .trouble(let error):
      if isInTrouble.exchange(true) == false { tell("\(error.happening); going on") }
    case .planned:
      if isInTrouble.exchange(false) { tell("the historian answers again") }
    default: break
    }
  }

  func end() { line.end() }

  private func tell(_ words: String) {
    guard tellsTrouble else { return }
    line.end()
    StandardError.write("doorstats: \(words)\n")
  }
}

extension Locked where Value == Bool {
  /// Sets the value and gives the one before.
  fileprivate func exchange(_ new: Bool) -> Bool {
    withLock { value in
      defer { value = new }
      return value
    }
  }
}

/// What a pull prints at its end.
enum PullSummary {
  static func text(of report: PullReport) -> String {
    let width = report.buckets.map(\.name.count).max() ?? 0
    var lines = report.buckets.map { bucket in
      bucket.name.padding(toLength: width, withPad: " ", startingAt: 0) + "  " + bucket.words
    }
    lines += ImportSummary.totals(
      report.totals, otherEvents: report.otherEvents,
      rejected: Dictionary(
        uniqueKeysWithValues: report.rejected.map { ($0.key.rawValue, $0.value) }))
    if report.ending == .timeUp {
      lines.append("the time given is over; the next pull goes on from here")
    }
    if report.retryCount > 0 { lines.append("\(report.retryCount) requests were sent again") }
    return lines.joined(separator: "\n") + "\n"
  }
}
