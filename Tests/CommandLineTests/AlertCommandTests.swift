import ChildProcesses
import Foundation
import Parallel
import TestSupport
import Testing

/// `doorstats alert` with the built program: raised once, delivered at least once, to a command or a
/// server of this machine.
@Suite struct AlertCommandTests {
  private static let now = "2020-03-05T09:00:00Z"
  private let directory: WorkDirectory
  /// A real door's four openings, shortly after 08:00 UTC.
  private let openingCount = 4

  init() throws {
    directory = try WorkDirectory()
    let documents = try RecordedClips().documents(from: 1_583_395_200_000, seed: 1)
    try directory.write(documents.text, to: "door.ndjson")
    let result = try BuiltProgram.doorstats.run(["import", "door.ndjson"], in: directory)
    #expect(result.status == 0, "\(result)")
  }

  private func alert(
    _ configuration: String, _ arguments: String..., now: String = Self.now
  ) throws -> BuiltProgram.Result {
    try directory.write(configuration, to: ".config/doorstats/config.toml")
    return try BuiltProgram.doorstats.run(
      ["alert", "--now", now, "--retry-base", "0.01"] + arguments, in: directory)
  }

  private static let opened = """
    [alert.opened]
    opened_between = "08:00-09:00"

    """

  private func outcomes(_ result: BuiltProgram.Result) -> [Substring] {
    result.lines.dropFirst().compactMap { $0.split(separator: ",").last }
  }

  @Test func `a command gets each alert once, on standard input and in its environment`() throws {
    let rule =
      Self.opened + """
        command = 'cat >> got; printf "%s\\n" "$DOORSTATS_ALERT_TITLE" >> titles; echo noise'
        """
    let dry = try alert(rule, "--dry-run", "--format", "csv")
    #expect(dry.status == 2 && outcomes(dry).allSatisfy { $0 == "pending" }, "\(dry)")
    #expect(!FileManager.default.fileExists(atPath: directory.file("got")))

    let first = try alert(rule, "--format", "csv")
    #expect(first.status == 0 && first.error.isEmpty, "\(first)")
    #expect(outcomes(first) == Array(repeating: "delivered", count: openingCount), "\(first)")
    let again = try alert(rule, "--format", "csv")
    #expect(again.status == 0 && again.lines.count == 1, "\(again)")
    let quiet = try alert(rule, "-q")
    #expect(quiet.status == 0 && quiet.output.isEmpty && quiet.error.isEmpty, "\(quiet)")

    let got = try String(contentsOfFile: directory.file("got"), encoding: .utf8)
    let alerts = try got.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(alerts.count == openingCount)
    #expect(Set(alerts.compactMap { $0["key"] as? String }).count == openingCount)
    #expect(alerts.allSatisfy { $0["value1"] as? String == "192.168.1.42" })
    let titles = try String(contentsOfFile: directory.file("titles"), encoding: .utf8)
    #expect(titles == String(repeating: "192.168.1.42 opened\n", count: openingCount))
  }

  @Test func `what a server does not take goes out later, once, under the same key`() throws {
    let seen = Locked<[String]>([])
    let isDown = Locked(true)
    let server = try RawServer { connection in
      while let request = connection.request() {
        seen.withLock { $0.append(request) }
        connection.answer("", status: isDown.withLock { $0 } ? "503 Down" : "200 OK")
      }
    }
    try directory.write(server.url + "/hook/s3cret?auth=abc\n", to: "webhook")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: directory.file("webhook"))
    let rule = Self.opened + "webhook_file = \"webhook\"\n"
    let failed = try alert(rule, "--format", "csv")
    #expect(failed.status == 75 && outcomes(failed).allSatisfy { $0 == "failed" }, "\(failed)")
    #expect(failed.error.split(separator: "\n").count == 1, "\(failed)")
    #expect(failed.error.contains("alert opened was not delivered: \(server.url)"), "\(failed)")
    #expect(!failed.error.contains("s3cret") && !failed.error.contains("abc"), "\(failed)")
    let attempts = seen.withLock { $0 }
    #expect(attempts.count == 4 && Set(attempts).count == 1, "the same four times")

    isDown.withLock { $0 = false }
    let delivered = try alert(rule, "--format", "csv")
    #expect(delivered.status == 0 && outcomes(delivered).count == openingCount, "\(delivered)")
    #expect(outcomes(delivered).allSatisfy { $0 == "delivered" }, "\(delivered)")
    #expect(try alert(rule, "-q").status == 0)
    let all = seen.withLock { $0 }
    #expect(all.count == 4 + openingCount, "nothing was sent twice after it was taken")
    #expect(all[4] == all[0], "the first alert's second delivery has the same key and body")
    #expect(all[0].hasPrefix("POST /hook/s3cret?auth=abc HTTP/1.1\r\n"))
    func key(_ request: String) -> Substring? {
      request.split(separator: "\r\n").first { $0.hasPrefix("Idempotency-Key: opened-") }
    }
    #expect(Set(all.dropFirst(4).compactMap(key)).count == openingCount)
  }

  @Test func `killed between sending and remembering it, an alert is sent again as it was`() throws
  {
    let killed = try alert(Self.opened + #"command = "cat >> got; kill -9 $PPID""#)
    #expect(killed.status == 137, "\(killed)")
    #expect(try alert(Self.opened + #"command = "cat >> got""#, "-q").status == 0)
    let got = try String(contentsOfFile: directory.file("got"), encoding: .utf8)
      .split(separator: "\n")
    #expect(got.count == openingCount + 1 && Set(got).count == openingCount, "\(got)")
    #expect(got[0] == got[1], "the same key and body")
  }

  @Test func `a server that is not there is 69, one that refuses 77 or 76`() throws {
    let none = try RawServer { _ in }.url
    let gone = try alert(Self.opened + "webhook = \"\(none)/x\"")
    #expect(gone.status == 69 && gone.error.contains("cannot reach \(none)"), "\(gone)")
    for (status, code) in [("403 Forbidden", Int32(77)), ("404 Not Found", 76)] {
      let server = try RawServer { connection in
        while connection.request() != nil { connection.answer("", status: status) }
      }
      let refused = try alert(Self.opened + "webhook = \"\(server.url)/x\"")
      #expect(refused.status == code, "\(refused)")
    }
    let missing = try alert(Self.opened + #"command = ["no-such-command"]"#)
    #expect(
      missing.status == 78 && missing.error.contains("there is no such command"), "\(missing)")
    let failing = try alert(Self.opened + #"command = "echo no >&2; exit 3""#)
    #expect(failing.status == 75, "\(failing)")
    #expect(failing.error.contains("it ended with 3: no"), "\(failing)")
    #expect(failing.error.split(separator: "\n").count == 1, "\(failing)")
  }

  @Test func `a rule without delivery is told by the exit code, once`() throws {
    let rules = """
      [alert.opened]
      opened_between = "08:00-09:00"
      weekdays = ["thu"]
      [alert.weekend]
      opened_between = "08:00-09:00"
      weekdays = ["sat", "sun"]
      [alert.long]
      open_longer_than = "1h"
      [alert.quiet]
      not_opened_for = "1d"
      [alert.silent]
      silent_for = "30m"
      devices = ["192.168.1.42"]
      [alert.much]
      unusual = true
      """
    let told = try alert(rules, "-q")
    #expect(told.status == 2 && told.error.isEmpty, "\(told)")
    #expect(told.output.contains("opened: 192.168.1.42 was opened at 2020-03-05 08:"), "\(told)")
    #expect(told.output.contains("silent: 192.168.1.42: no reading for 4"), "\(told)")
    for rule in ["weekend", "long", "quiet", "much"] {
      #expect(!told.output.contains("\(rule): "), "\(told)")
    }
    let again = try alert(rules)
    #expect(again.status == 0 && again.output.contains("nothing to tell"), "\(again)")
    let later = try alert(rules, "-q", now: "2020-03-05T12:00:00Z")
    #expect(later.status == 0 && later.output.isEmpty, "the same silence: \(later)")
  }

  @Test func `what is new is detected first, and a new rule looks back for a day only`() throws {
    let late = try alert(Self.opened, now: "2020-03-06T08:30:00Z")
    #expect(late.status == 0, "it was a day ago: \(late)")
    let changed = try alert(
      "[alert.opened]\nopened_between = \"07:00-10:00\"\n", now: "2020-03-06T07:59:00Z")
    #expect(changed.status == 2, "another condition begins anew: \(changed)")
  }

  @Test func `an interrupted round ends its command and what that started`() throws {
    try directory.write(
      Self.opened + #"command = "sleep 60 & echo $! > child.new; mv child.new child; wait""#,
      to: ".config/doorstats/config.toml")
    let process = try ChildProcess(
      BuiltProgram.doorstats.command(["alert", "--now", Self.now], in: directory))
    for _ in 0..<1000 where !FileManager.default.fileExists(atPath: directory.file("child")) {
      Thread.sleep(forTimeInterval: 0.01)
    }
    process.send(SIGTERM)
    #expect(try process.endingInTime() == .exit(143))
    let text = try String(contentsOfFile: directory.file("child"), encoding: .utf8)
    let child = text.trimmingCharacters(in: .whitespacesAndNewlines)
    var isGone = false
    for _ in 0..<500 where !isGone {
      Thread.sleep(forTimeInterval: 0.01)
      // Of a process that has ended and was not waited for, the words are gone.
      let words = try? String(contentsOfFile: "/proc/\(child)/cmdline", encoding: .utf8)
      isGone = words?.isEmpty ?? true
    }
    #expect(isGone, "\(child)")
  }

  @Test func `two rounds at once do not send the same: the second is told to come back`() throws {
    try directory.write(
      Self.opened + #"command = "touch began; while [ ! -e go ]; do sleep 0.01; done""#,
      to: ".config/doorstats/config.toml")
    let first = try ChildProcess(
      BuiltProgram.doorstats.command(["alert", "--now", Self.now], in: directory))
    for _ in 0..<1000 where !FileManager.default.fileExists(atPath: directory.file("began")) {
      Thread.sleep(forTimeInterval: 0.01)
    }
    let second = try alert(Self.opened + #"command = "true""#)
    #expect(second.status == 75 && second.error.contains("another doorstats"), "\(second)")
    try directory.write("", to: "go")
    #expect(try first.endingInTime() == .exit(0))
  }
}

/// Rules that cannot be.
@Suite struct AlertMistakeTests {
  private let directory: WorkDirectory

  init() throws {
    directory = try WorkDirectory()
    try directory.write(PullStage.lines(day: "04", 0..<10), to: "door.ndjson")
    #expect(try BuiltProgram.doorstats.run(["import", "door.ndjson"], in: directory).status == 0)
  }

  @Test(arguments: [
    ("[alert.a]\n", "it needs one of"), ("", "no alert is configured"),
    ("[alert.a]\nunusual = true\nsilent_for = \"1h\"", "it needs one of"),
    ("[alert.a]\nsilent_for = \"soon\"", "write 90s, 10m, 2h or 1d"),
    ("[alert.a]\nopened_between = \"8-9\"", "22:00-06:00"),
    ("[alert.a]\nsilent_for = \"1h\"\nweekdays = [\"mon\"]", "goes with opened_between"),
    ("[alert.a]\nsilent_for = \"1h\"\nwebhok = \"x\"", "did you mean webhook?"),
    ("[alert.a]\nsilent_for = \"1h\"\nwebhook = \"https://u:p@h\"", "webhook_file"),
    ("[alert.a]\nsilent_for = \"1h\"\nwebhook = \"https://maker.test/key/x\"", "webhook_file"),
    ("[alert.a]\nsilent_for = \"1h\"\nwebhook = \"https://a\"\ncommand = \"x\"", "one too many"),
    ("[alert.\"a b\"]\nsilent_for = \"1h\"", "letters, digits"),
    ("[alert.a]\nsilent_for = \"1h\"\nbearer_token = \"x\"", "bearer_token_file"),
    (
      "[alert.a]\nsilent_for = \"1h\"\ndevices = [\"192.168.1.24\"]", "did you mean '192.168.1.23'?"
    ),
  ])
  func `what is wrong with a rule is 78, in one line`(text: String, words: String) throws {
    try directory.write(text, to: ".config/doorstats/config.toml")
    let result = try BuiltProgram.doorstats.run(["alert"], in: directory)
    #expect(result.status == 78 && result.output.isEmpty, "\(result)")
    #expect(result.error.split(separator: "\n").count == 1, "\(result)")
    #expect(result.error.contains(words), "\(result)")
  }
}
