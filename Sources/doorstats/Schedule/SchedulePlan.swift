import Foundation
import Report

/// What is to run by itself, and how often.
struct SchedulePlan {
  /// Path of the program.
  var program: String
  /// Time between two pulls [min].
  var pullMinutes: Int
  var databases: [String]
  /// Path of the store, where one was named.
  var store: String?
  var hasAlerts: Bool
  /// When the weekly report goes out, where it does.
  var weekly: WeeklyDate?
  var recipients: [MailAddress]

  /// Where the environment says the configuration is.
  var configurationPath: String?

  /// Whether cron and systemd can say it: parts of an hour, or whole hours that are parts of a day.
  static func isRegular(minutes: Int64) -> Bool {
    minutes >= 1 && (60 % minutes == 0 || minutes % 60 == 0 && 1440 % minutes == 0)
  }

  /// How long a command waits for another that writes.
  static let wait = "10m"

  var pullWords: [String] {
    words("pull", "-q") + databases.flatMap { ["--db", $0] }
  }

  var alertWords: [String] { words("alert", "-q", "--wait", Self.wait) }

  func weeklyWords(_ date: WeeklyDate) -> [String] {
    words("report", "weekly", "-q", "--wait", Self.wait)
      + recipients.flatMap { ["--mail", $0.text] }
      + ["--if-due", date.weekdayName.lowercased(), date.clock]
  }

  private func words(_ words: String...) -> [String] {
    [program] + words + (store.map { ["--store", $0] } ?? [])
  }
}

/// A plan as lines for `crontab -e`.
struct CrontabLines {
  let plan: SchedulePlan

  var text: String {
    var lines = [
      "# doorstats; add these lines with 'crontab -e'. cron mails what a command prints:",
      "# nothing when all is well, one line when it is not.",
    ]
    if let first = plan.recipients.first { lines.append("MAILTO=\(first.text)") }
    // A scheduler knows nothing of the environment in which the lines were made.
    if let file = plan.configurationPath { lines.append("DOORSTATS_CONFIG=\(file)") }
    let pull = line(of: plan.pullWords)
    // A pull that failed is no reason to be silent about a phone that is.
    lines.append(
      "\(Self.times(every: plan.pullMinutes)) \(pull)"
        + (plan.hasAlerts ? "; \(line(of: plan.alertWords))" : ""))
    if let weekly = plan.weekly {
      lines += [
        "# Every hour, because cron does not catch up on what it missed: only a report that is due",
        "# since \(weekly.weekdayName) \(weekly.clock) and was not sent yet is mailed.",
        "\(weekly.minute) * * * * \(line(of: plan.weeklyWords(weekly)))",
      ]
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// A `%` would end the command for cron, quoted or not.
  private func line(of words: [String]) -> String {
    words.map(ShellWord.quoted).joined(separator: " ").replacing("%", with: "\\%")
  }

  /// - Parameter minutes: See `SchedulePlan.isRegular`.
  private static func times(every minutes: Int) -> String {
    switch minutes {
    case 1: "* * * * *"
    case ..<60: "*/\(minutes) * * * *"
    case 60: "0 * * * *"
    case 1440: "0 0 * * *"
    default: "0 */\(minutes / 60) * * *"
    }
  }
}
