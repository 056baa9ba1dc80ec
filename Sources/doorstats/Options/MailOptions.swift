import ArgumentParser
import Report

/// Whether a report is mailed, to whom and when.
struct MailOptions: ParsableArguments {
  @Option(
    name: .customLong("mail"),
    help: ArgumentHelp(
      "Mail the report, as text and HTML, instead of printing it. May be repeated.",
      valueName: "address"))
  var recipients: [MailAddress] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Mail only what is due since this day and time, such as 'mon 07:00', and was not mailed yet; "
        + "missed weeks too.", valueName: "day time"))
  var ifDue: [String] = []

  @Option(
    help: ArgumentHelp(
      "Command that takes the mail on standard input.", valueName: "command"))
  var mailCommand = "/usr/sbin/sendmail -t -i"

  func validate() throws {
    guard !ifDue.isEmpty else { return }
    guard !recipients.isEmpty else { throw ValidationError("--if-due goes with --mail ADDRESS") }
    guard WeeklyDate(ifDue) != nil else {
      throw ValidationError(
        "--if-due \(ifDue.joined(separator: " ")) is no weekday and time, such as mon 07:00")
    }
  }

  var date: WeeklyDate? { ifDue.isEmpty ? nil : WeeklyDate(ifDue) }

  /// What the store remembers sent reports by.
  var name: String { "weekly " + recipients.map(\.text).sorted().joined(separator: ",") }

  /// Hands a mail to the command.
  func send(_ message: MailMessage) throws {
    do {
      try ChildCommand(words: [mailCommand], isShell: true).run(input: message.source)
    } catch let problem as ChildCommand.Problem {
      throw Failure(
        problem.isMissing ? .configuration : .tryAgain,
        "the mail was not sent: \(mailCommand): \(problem.reason)",
        advice: problem.isMissing
          ? "install a sendmail, or name another command with --mail-command" : "run it again")
    }
  }
}
