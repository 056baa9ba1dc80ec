import ChildProcesses
import Foundation
import TestSupport
import Testing

/// What a user of `pull` sees beside its readings.
@Suite struct PullTests {
  @Test func `the summary adds up, and a second pull asks for no document`() throws {
    let stage = try PullStage()
    let first = try stage.pull("store")
    #expect(first.status == 0 && first.error.isEmpty, "\(first)")
    #expect(
      first.lines == [
        "iotp_65cjsf_sensor-data_2020-03-04  400 new",
        "iotp_65cjsf_sensor-data_2020-03-05  500 new",
        "read 902 = 900 new + 0 duplicate + 0 not door readings + 0 rejected + 2 design",
      ], "\(first)")
    let asked = stage.historian.requests.count
    let second = try stage.pull("store")
    #expect(second.lines.prefix(2).allSatisfy { $0.hasSuffix("skipped, unchanged") }, "\(second)")
    let requests = stage.historian.requests.dropFirst(asked)
    #expect(requests.count == 3, "token, list, infos: \(requests)")
  }

  @Test func `a dry run tells the plan and writes nothing`() throws {
    let stage = try PullStage()
    let result = try stage.pull("store", "--dry-run")
    #expect(result.status == 0 && result.lines.count == 2, "\(result)")
    #expect(result.lines.allSatisfy { $0.contains("everything, ") }, "\(result)")
    #expect(try stage.pull("store").output.contains("900 new"))
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `an interrupt ends within a second, and the next pull goes on`(signal: Int32) throws {
    let stage = try PullStage(["--delay", "80"])
    var command = BuiltProgram.doorstats.command(
      [
        "pull", "--db", PullStage.family, "--page-size", "20", "--jobs", "1", "--store",
        stage.directory.file("store"),
      ], in: stage.directory, environment: stage.environment)
    let error = stage.directory.file("error")
    command.error = .file(error)
    let process = try ChildProcess(command)
    while process.isRunning, stage.historian.requests.count < 10 {
      Thread.sleep(forTimeInterval: 0.02)
    }
    let start = ContinuousClock.now
    process.send(signal)
    let ending = try process.endingInTime()
    #expect(ContinuousClock.now - start < .seconds(1))
    #expect(ending == .exit(128 + signal))
    let words = try String(contentsOfFile: error, encoding: .utf8)
    #expect(words.hasPrefix("doorstats: interrupted — everything committed is kept"), "\(words)")
    let kept = try stage.readings("store").split(separator: "\n").count - 1
    #expect(kept > 0 && kept < 900)
    let rest = try stage.pull("store")
    #expect(rest.output.contains("= \((900 - kept)) new + 0 duplicate"), "\(rest)")
  }

  @Test func `following takes up what is written until it is interrupted`() throws {
    let stage = try PullStage()
    var command = BuiltProgram.doorstats.command(
      [
        "pull", "--db", PullStage.family, "--follow", "--follow-time", "0.1", "--retry-base",
        "0.01", "--store", stage.directory.file("store"),
      ], in: stage.directory, environment: stage.environment)
    let (output, error) = (stage.directory.file("output"), stage.directory.file("error"))
    command.output = .file(output)
    command.error = .file(error)
    let process = try ChildProcess(command)
    func waitFor(_ count: Int) throws {
      for _ in 0..<200 where process.isRunning {
        let readings = (try? stage.readings("store"))?.split(separator: "\n").count ?? 0
        if readings == count + 1 { return }
        Thread.sleep(forTimeInterval: 0.05)
      }
      Issue.record("\(count) readings did not come")
    }
    try waitFor(900)
    try stage.setFaults("status=503,path=_all_dbs,first=14")
    try stage.writeLater()
    try waitFor(1050)
    process.send(SIGINT)
    #expect(try process.endingInTime() == .exit(130))
    let summary = try String(contentsOfFile: output, encoding: .utf8)
    #expect(summary.contains("= 1,050 new + 0 duplicate"), "\(summary)")
    let words = try String(contentsOfFile: error, encoding: .utf8)
    let lines = words.split(separator: "\n")
    #expect(lines.count == 3, "\(words)")
    #expect(lines[0].hasPrefix("doorstats: no complete answer in 7 attempts: /_all_dbs"))
    #expect(lines[1] == "doorstats: the historian answers again")
    #expect(lines[2].hasPrefix("doorstats: interrupted"))
  }

  @Test func `a wrong key or password is tried once and never shown`() throws {
    let stage = try PullStage()
    let key = try stage.run(
      ["pull", "--db", PullStage.family], environment: ["CLOUDANT_APIKEY": "wrong-key"])
    #expect(key.status == 77, "\(key)")
    #expect(key.error.contains("Provided API key could not be found"), "\(key)")
    #expect(!key.error.contains("wrong-key"), "\(key)")
    #expect(stage.historian.requests.count == 1)

    try stage.directory.write("admin:right\n", to: "passwords")
    let historian = try RunningStandIn(
      [
        "--folder", stage.directory.file("historian"), "--user", "admin", "--password-file",
        stage.directory.file("passwords"), "--require-valid-user",
      ], in: stage.directory)
    for kind in ["BASIC", "COUCHDB_SESSION"] {
      let before = historian.requests.count
      let result = try BuiltProgram.doorstats.run(
        ["pull", "--db", PullStage.family, "--jobs", "8"], in: stage.directory,
        environment: [
          "CLOUDANT_URL": historian.url, "CLOUDANT_AUTH_TYPE": kind,
          "CLOUDANT_USERNAME": "admin", "CLOUDANT_PASSWORD": "wrong-word",
        ])
      #expect(result.status == 77, "\(result)")
      #expect(result.error.split(separator: "\n").count == 1, "\(result)")
      #expect(!result.error.contains("wrong-word"), "\(result)")
      #expect(historian.requests.count == before + 1)
    }
  }

  @Test func `short tokens are renewed while a pull runs`() throws {
    let stage = try PullStage(["--token-seconds", "1", "--delay", "200"])
    let result = try stage.pull("store", "--jobs", "2")
    #expect(result.status == 0, "\(result)")
    #expect(try stage.readings("store").split(separator: "\n").count == 901)
    let tokens = stage.historian.requests.count { $0.contains("identity/token") }
    #expect(tokens >= 2)
    #expect(!stage.historian.requests.contains { $0.contains(" 401 ") })
  }

  @Test func `400 unchanged days cost five requests more than the last two days need`() throws {
    let directory = try WorkDirectory()
    let style = Date.ISO8601FormatStyle().year().month().day()
    for day in 0..<400 {
      let date = Date(timeIntervalSince1970: 1_546_300_800 + Double(day) * 86_400).formatted(style)
      try directory.write(
        #"{"_id":"a\#(day)","timestamp":"\#(date)T10:00:00Z","deviceType":"Android","#
          + #""deviceId":"d","eventType":"status","data":{"x_acc":1,"y_acc":2,"z_acc":9}}"# + "\n",
        to: "historian/\(PullStage.family)_\(date).ndjson")
    }
    let historian = try RunningStandIn(["--folder", directory.file("historian")], in: directory)
    func pull() throws -> BuiltProgram.Result {
      try BuiltProgram.doorstats.run(
        ["pull", "--db", PullStage.family], in: directory, environment: historian.environment)
    }
    let first = try pull()
    #expect(first.status == 0 && first.output.contains("= 400 new"), "\(first)")
    let before = historian.requests.count
    let second = try pull()
    #expect(second.status == 0 && second.output.contains("read 0 = "), "\(second)")
    #expect(historian.requests.count - before == 5)
  }
}
