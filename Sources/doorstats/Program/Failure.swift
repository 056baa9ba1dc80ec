import Foundation
import Report

/// Exit codes that scripts rely on; the numbers are those of sysexits.h where it has one.
enum ExitStatus: Int32, Sendable {
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
