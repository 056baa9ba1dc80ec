import Foundation
import TestSupport
import Testing

/// The contract of the runs that `doorstats schedule print` makes: as cron starts them, with hardly
/// an environment and no terminal.
@Suite struct ScheduledRunTests {
  private let stage: PullStage
  private let cron: Cron
  private var directory: WorkDirectory { stage.directory }

  init() throws {
    stage = try PullStage()
    cron = Cron(directory: stage.directory)
  }

  /// A mail command that keeps what it gets, one file a mail.
  private func configure(mailCommand: String = "cat > mail.$(ls mail.* 2>/dev/null | wc -l)") throws
  {
    try directory.write(
      """
      store = "\(directory.file("door.sqlite"))"
      [pull]
      databases = ["\(PullStage.family)"]
      page_size = 60
      [mail]
      command = '\(mailCommand)'
      [historian.home]
      url = "\(stage.historian.url)"
      token_url = "\(stage.historian.url)"
      api_key_command = "cat \(directory.file("key"))"
      [alert.silent]
      silent_for = "1h"
      command = "cat >> told"
      """, to: "config.toml")
  }

  private var mails: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
        .filter { $0.hasPrefix("mail.") }
        .map { try String(contentsOfFile: directory.file($0), encoding: .utf8) }
    }
  }

  @Test func `the printed lines work as cron runs them, in silence, and miss no week`() throws {
    try configure()
    let printed = try BuiltProgram.doorstats.run(
      ["schedule", "print", "--weekly", "mon", "07:00", "--mail", "you@example.org"], in: directory,
      environment: ["DOORSTATS_CONFIG": directory.file("config.toml"), "DOORSTATS_STORE": ""])
    #expect(printed.status == 0 && printed.error.isEmpty, "\(printed)")
    let lines = Cron.commands(printed.output)
    #expect(
      lines.count == 2 && lines[0].contains("; "), "pull with alerts, and the week: \(printed)")
    for (number, line) in (lines + lines).enumerated() {
      let result = try cron(line)
      #expect(
        result.status == 0 && result.output.isEmpty && result.error.isEmpty,
        "\(number): \(line): \(result)")
    }
    let told = try String(contentsOfFile: directory.file("told"), encoding: .utf8)
    #expect(told.split(separator: "\n").count == 1, "the phone is silent, and that is told once")
    let mails = try mails
    #expect(mails.count == 1, "one week, one mail, however often it runs")
    #expect(mails[0].hasPrefix("To: you@example.org\nSubject: The door, week 20"), "\(mails[0])")
  }

  @Test func `missed weeks are mailed later, and a failed mail is tried again`() throws {
    try configure()
    #expect(try cron("\(BuiltProgram.doorstats.path) pull -q").status == 0)
    func weekly(_ now: String) throws -> (status: Int32, output: String, error: String) {
      try cron(
        "\(BuiltProgram.doorstats.path) report weekly -q --mail a@example.org "
          + "--if-due mon 07:00 --now \(now)")
    }
    let subjects = { try self.mails.compactMap { $0.split(separator: "\n").dropFirst().first } }
    #expect(try weekly("2020-03-09T06:59:00Z").status == 0)
    #expect(try subjects() == ["Subject: The door, week 2020-W09"])
    try configure(mailCommand: "exit 75")
    let failed = try weekly("2020-03-09T07:00:00Z")
    #expect(failed.status == 75 && failed.error.split(separator: "\n").count == 1, "\(failed)")
    #expect(failed.error.contains("the mail was not sent"), "\(failed)")
    try configure(mailCommand: "/nowhere/sendmail -t")
    #expect(try weekly("2020-03-09T08:00:00Z").status == 78)
    try configure()
    #expect(try weekly("2020-03-25T12:00:00Z").status == 0)
    #expect(
      try subjects() == ["W09", "W10", "W11", "W12"].map { "Subject: The door, week 2020-\($0)" })
    #expect(try weekly("2020-03-25T13:00:00Z").status == 0)
    #expect(try mails.count == 4)
  }

  @Test func `the mail has the week as text and as a page, readable by any program`() throws {
    try configure()
    #expect(try cron("\(BuiltProgram.doorstats.path) pull -q").status == 0)
    #expect(
      try cron(
        "\(BuiltProgram.doorstats.path) report weekly --week 2020-W10 --mail a@example.org "
          + "--mail b@example.org --now 2020-03-20T12:00:00Z"
      ).status == 0)
    let mail = try #require(try mails.first)
    #expect(mail.contains("To: a@example.org,\n b@example.org\n"))
    #expect(mail.contains("Date: Fri, 20 Mar 2020 12:00:00 +0000\n"))
    #expect(mail.utf8.allSatisfy { $0 < 0x80 } && !mail.contains("\r"))
    #expect(mail.split(separator: "\n").allSatisfy { $0.utf8.count <= 78 })
    let parts = mail.components(separatedBy: "--=_doorstats\n").dropFirst().map { part in
      let body = part.components(separatedBy: "\n\n").dropFirst().first ?? ""
      let data = Data(
        base64Encoded: body.components(separatedBy: "--=_")[0], options: .ignoreUnknownCharacters)
      return String(decoding: data ?? Data(), as: UTF8.self)
    }
    #expect(parts.count == 2)
    #expect(
      parts[0].contains("week 2020-W10") && parts[1].hasPrefix("<!DOCTYPE html>"), "\(parts[0])")
  }

  @Test func `runs that meet end with 75 or wait, old data is 4, each with one line at most`()
    throws
  {
    try configure()
    let program = BuiltProgram.doorstats.path
    #expect(try cron("\(program) pull -q").status == 0)
    let store = directory.file("door.sqlite")
    let held = "flock -n \(store).lock"
    let second = try cron("\(held) \(program) pull -q")
    #expect(second.status == 75 && second.output.isEmpty, "\(second)")
    #expect(second.error.split(separator: "\n").count == 1, "\(second)")
    // The lock is free again as soon as the wait has begun.
    let waited = try cron(
      "\(held) sh -c 'touch held; while [ ! -e go ]; do sleep 0.01; done' & "
        + "while [ ! -e held ]; do sleep 0.01; done; (sleep 0.3; touch go) & "
        + "\(program) alert -q --wait 1m")
    #expect(waited.status == 0 && waited.error.isEmpty, "\(waited)")
    let old = try cron("\(program) doctor --offline --max-age 2h > doctor.txt")
    #expect(old.status == 4 && old.error.isEmpty, "\(old)")
    let unreachable = try cron(
      "\(program) pull -q --url http://127.0.0.1:9 --retry-base 0.001")
    #expect(unreachable.status == 69 && unreachable.output.isEmpty, "\(unreachable)")
    #expect(unreachable.error.split(separator: "\n").count == 1, "\(unreachable)")
  }
}
