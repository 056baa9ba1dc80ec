import Foundation
import Report

/// Exit codes that scripts rely on; the numbers are those of sysexits.h where it has one.
enum ExitStatus: Int32, CaseIterable, Sendable {
  case done = 0
  case thresholdPassed = 2
  case incomplete = 3
  case stale = 4
  case usage = 64
  case badData = 65
  case notFound = 66
  case unreachable = 69
  case defect = 70
  case cannotCreate = 73
  case inputOutput = 74
  case tryAgain = 75
  case nonsense = 76
  case credentials = 77
  case configuration = 78
  case interrupted = 130
  case terminated = 143

  /// What it tells, in a few words: the one place where this is said.
  var meaning: String {
    switch self {
    case .done: "done"
    case .thresholdPassed: "done, and a door was open for too long or an alert was raised"
    case .incomplete: "done but incomplete: rejected documents, unread buckets, gaps"
    case .stale: "the data is older than --max-age"
    case .usage: "wrong usage"
    case .badData: "bad data: a damaged store, an unreadable file"
    case .notFound: "no such file or store"
    case .unreachable: "the historian or webhook is unreachable"
    case .defect: "a defect in doorstats"
    case .cannotCreate: "cannot create the output or the store"
    case .inputOutput: "input or output failed: disk full, closed output"
    case .tryAgain: "try again: another doorstats writes, or time-outs beyond the retries"
    case .nonsense: "the server's answer makes no sense"
    case .credentials: "credentials missing or refused"
    case .configuration: "the configuration is wrong"
    case .interrupted: "interrupted (Ctrl-C)"
    case .terminated: "terminated"
    }
  }
}

/// What ends the program: an exit code and one line that says what happened and what to do next.
struct Failure: Error {
  var status: ExitStatus
  /// What happened, with what.
  var message: String
  /// What to do next.
  var advice: String?

  init(_ status: ExitStatus, _ message: String, advice: String? = nil) {
    self.status = status
    self.message = message
    self.advice = advice
  }

  /// `doorstats: what happened — what to do next`, in one line.
  func line(ascii: Bool) -> String {
    let separator = ascii ? " - " : " — "
    let text = "doorstats: " + message + (advice.map { separator + $0 } ?? "")
    return visible(text.split(whereSeparator: \.isNewline).joined(separator: " "))
  }
}
