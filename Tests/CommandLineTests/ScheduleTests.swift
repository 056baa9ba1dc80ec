import Foundation
import TestSupport
import Testing

/// What `doorstats schedule print` prints.
@Suite struct ScheduleTests {
  private let directory: WorkDirectory
  private let cron: Cron

  init() throws {
    directory = try WorkDirectory()
    cron = Cron(directory: directory)
  }

  private func schedule(_ arguments: String...) throws -> BuiltProgram.Result {
    try BuiltProgram.doorstats.run(["schedule", "print"] + arguments, in: directory)
  }

  @Test(arguments: [
    ("15m", "*/15 * * * *"), ("1m", "* * * * *"), ("1h", "0 * * * *"), ("6h", "0 */6 * * *"),
    ("1d", "0 0 * * *"),
  ])
  func `times that cron can say`(every: String, times: String) throws {
    let printed = try schedule("--db", "a", "--pull-every", every)
    #expect(printed.status == 0 && printed.output.contains("\n\(times) "), "\(printed)")
  }

  @Test(arguments: [
    ["--pull-every", "7m", "--db", "a"], ["--pull-every", "30s", "--db", "a"],
    ["--pull-every", "2d", "--db", "a"], ["--systemd", "--pull-every", "90m"],
    ["--weekly", "mon", "--mail", "a@b", "--db", "a"],
    ["--weekly", "mon", "25:00", "--mail", "a@b", "--db", "a"],
    ["--weekly", "mon", "07:00", "--db", "a"], ["--db", "a\nb"], ["--db", "a", "--unit", "x"],
    ["--systemd", "--unit", "x"], [],
    ["--mail", "a@b; rm -rf /", "--db", "a"], ["--mail", "-oQ/tmp@b", "--db", "a"],
    ["--mail", "a@b\nMAILTO=c", "--db", "a"], ["--mail", "$(id)@b", "--db", "a"],
    ["--mail", "a@b,c@d", "--db", "a"], ["--mail", "a", "--db", "a"],
  ])
  func `what cannot be is refused in one line`(arguments: [String]) throws {
    let result = try BuiltProgram.doorstats.run(["schedule", "print"] + arguments, in: directory)
    #expect(result.status == 64 && result.output.isEmpty, "\(result)")
    #expect(result.error.split(separator: "\n").count == 1, "\(result)")
  }

  @Test func `strange names reach the program as they are`() throws {
    try directory.write("#!/bin/sh\nprintf '<%s>' \"$@\" >> words\n", to: "a program%")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: directory.file("a program%"))
    let printed = try schedule(
      "--program", directory.file("a program%"), "--db", "x';touch y;'$(id) %d", "--store",
      "/a b/%s")
    #expect(try cron(Cron.commands(printed.output)[0]).status == 0)
    let words = try String(contentsOfFile: directory.file("words"), encoding: .utf8)
    #expect(words == "<pull><-q><--store></a b/%s><--db><x';touch y;'$(id) %d>", "\(words)")
    #expect(!FileManager.default.fileExists(atPath: directory.file("y")))
  }

  private static let hasSystemd = FileManager.default.isExecutableFile(
    atPath: "/usr/bin/systemd-analyze")

  @Test(.enabled(if: hasSystemd, "systemd-analyze is not installed"))
  func `systemd finds nothing wrong with the units, and its calendar agrees`() throws {
    let arguments = [
      "--systemd", "--alert", "--mail", "a@example.org", "--weekly", "sun", "22:30",
      "--pull-every", "2h",
    ]
    let all = try BuiltProgram.doorstats.run(["schedule", "print"] + arguments, in: directory)
    let names = all.lines.compactMap { line in
      line.hasPrefix("# /etc/systemd/system/") ? String(line.split(separator: "/").last ?? "") : nil
    }
    #expect(names.count == 5, "\(all)")
    for name in names {
      let unit = try BuiltProgram.doorstats.run(
        ["schedule", "print", "--unit", name] + arguments, in: directory)
      #expect(all.output.contains(unit.output), "\(name)")
      try directory.write(unit.output, to: "units/\(name)")
    }
    let result = try cron(
      "systemd-analyze verify --man=no units/*.service units/*.timer && "
        + "systemd-analyze calendar 'Sun *-*-* 22:30:00'")
    #expect(result.status == 0 && result.error.isEmpty, "\(result)")
    #expect(result.output.contains("Sun *-*-* 22:30:00"), "\(result)")
  }
}
