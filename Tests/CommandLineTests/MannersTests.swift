import ChildProcesses
import Foundation
import TestSupport
import Testing

/// How the program behaves towards scripts: exit codes, outputs, one-line errors.
@Suite struct MannersTests {
  private func run(
    _ arguments: [String], in directory: WorkDirectory, environment: [String: String] = [:]
  ) throws -> BuiltProgram.Result {
    try BuiltProgram.doorstats.run(arguments, in: directory, environment: environment)
  }

  private func expectError(
    _ result: BuiltProgram.Result, status: Int32, mentions words: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(result.status == status, "\(result)", sourceLocation: sourceLocation)
    #expect(result.output.isEmpty, "\(result)", sourceLocation: sourceLocation)
    let lines = result.error.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines.count == 2 && lines[1].isEmpty, "one line: \(result)", sourceLocation: sourceLocation)
    #expect(lines[0].hasPrefix("doorstats: "), "\(result)", sourceLocation: sourceLocation)
    for word in words {
      #expect(result.error.contains(word), "\(result)", sourceLocation: sourceLocation)
    }
  }

  /// A store with half an hour of readings.
  private func smallStore(_ directory: WorkDirectory) throws {
    let recorded = try RecordedClips().documents(from: 1_583_395_200_000, seed: 1)
    try directory.write(recorded.text, to: "door.ndjson")
    let result = try run(["import", "door.ndjson"], in: directory)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `wrong usage is 64 and one line`() throws {
    let directory = try WorkDirectory()
    expectError(
      try run(["opennings"], in: directory), status: 64, mentions: "did you mean 'openings'?")
    expectError(
      try run(["openings", "--nonsense"], in: directory), status: 64, mentions: "--nonsense")
    expectError(try run(["pull"], in: directory), status: 64, mentions: "--db")
    expectError(try run(["openings", "--by", "year"], in: directory), status: 64, mentions: "year")
    try smallStore(directory)
    expectError(
      try run(["openings", "--tz", "Europe/Berln"], in: directory), status: 64,
      mentions: "Europe/Berlin")
    expectError(
      try run(["openings", "--since", "2026-11-03", "--until", "2026-11-02"], in: directory),
      status: 64, mentions: "empty range")
    expectError(
      try run(["openings", "--since", "soon"], in: directory), status: 64, mentions: "soon")
    expectError(
      try run(["busiest", "--device", "nobody"], in: directory), status: 64, mentions: "nobody")
  }

  @Test func `a store that is not there is 66 and says how to fill one`() throws {
    let directory = try WorkDirectory()
    for command in [["status"], ["openings"], ["busiest"], ["export", "readings"], []] {
      expectError(try run(command, in: directory), status: 66, mentions: "doorstats pull")
    }
    #expect(!FileManager.default.fileExists(atPath: directory.file("store.sqlite")))
  }

  @Test func `a damaged or foreign store is 65`() throws {
    let directory = try WorkDirectory()
    try directory.write(String(repeating: "no database ", count: 1000), to: "store.sqlite")
    expectError(try run(["status"], in: directory), status: 65)
    expectError(try run(["openings"], in: directory), status: 65)
  }

  @Test func `a missing file is 66, an unreadable one 65, rejected documents 3`() throws {
    let directory = try WorkDirectory()
    expectError(
      try run(["import", "none.ndjson"], in: directory), status: 66, mentions: "none.ndjson")
    try directory.write("hello, this is a letter\n", to: "letter.txt")
    let letter = try run(["import", "letter.txt"], in: directory)
    #expect(letter.status == 65 || letter.status == 64, "\(letter)")
    let recorded = try RecordedClips().documents(from: 1_583_395_200_000, seed: 1)
    try directory.write(
      recorded.text + "{\"broken\n{\"data\":{\"x_acc\":1,\"y_acc\":2,\"z_acc\":3}}\n",
      to: "b.ndjson")
    let rejected = try run(["import", "b.ndjson"], in: directory)
    #expect(rejected.status == 3, "\(rejected)")
    #expect(rejected.output.contains("2 rejected"), "\(rejected)")
  }

  @Test func `a second writer is 75`() throws {
    let directory = try WorkDirectory()
    try smallStore(directory)
    let fifo = directory.file("slow.ndjson")
    #expect(mkfifo(fifo, 0o600) == 0)
    let first = try ChildProcess(
      BuiltProgram.doorstats.command(["import", "-q", fifo], in: directory))
    // A pipe can be opened for writing without waiting once a reader has it open: the first import
    // then has the store in its hands, and waits for what is written.
    var writing = open(fifo, O_WRONLY | O_NONBLOCK)
    for _ in 0..<3000 where writing < 0 && first.isRunning {
      Thread.sleep(forTimeInterval: 0.01)
      writing = open(fifo, O_WRONLY | O_NONBLOCK)
    }
    try #require(writing >= 0)
    expectError(
      try run(["import", "door.ndjson"], in: directory), status: 75, mentions: "another doorstats")
    close(writing)
    #expect(try first.endingInTime() == .exit(0))
    #expect(try run(["import", "door.ndjson"], in: directory).status == 0)
  }

  @Test func `no historian is 69, none configured 78`() throws {
    let directory = try WorkDirectory()
    expectError(
      try run(["pull", "--db", "iotp_65cjsf_sensor-data"], in: directory), status: 78,
      mentions: "CLOUDANT_URL")
    let result = try run(
      ["pull", "--db", "iotp_65cjsf_sensor-data", "-q"], in: directory,
      environment: ["CLOUDANT_URL": "http://name.invalid", "CLOUDANT_AUTH_TYPE": "NOAUTH"])
    expectError(result, status: 69, mentions: "name.invalid")
  }

  @Test func `a full disk is 74 and an unwritable place 73`() throws {
    let directory = try WorkDirectory()
    try smallStore(directory)
    var command = BuiltProgram.doorstats.command(["openings"], in: directory)
    command.output = .file("/dev/full")
    #expect(try ChildProcess(command).endingInTime() == .exit(74))
    expectError(
      try run(["openings", "-o", "/no/such/folder/x.csv"], in: directory), status: 73)
  }

  @Test func `what is no file is written to and stays, and a database is not overwritten`() throws {
    let directory = try WorkDirectory()
    try smallStore(directory)
    let program = "'\(BuiltProgram.doorstats.path)'"
    #expect(
      try shell(
        """
        mkfifo pipe && { cat pipe > got & } && \(program) openings --list --format csv -o pipe && wait
        test -p pipe && grep -q opened_at got
        """, in: directory) == 0)
    #expect(
      try shell(
        """
        : >real && ln -s real link && \(program) openings --format csv -o link && test -L link && test -s real
        """, in: directory) == 0)
    for arguments in [
      ["openings", "-o", "store.sqlite"], ["backup", "--force", "pipe"],
      ["backup", "--force", "."],
    ] { expectError(try run(arguments, in: directory), status: 73) }
    expectError(
      try run(
        ["export", "readings", "--format", "sqlite", "-o", "store.sqlite"], in: directory),
      status: 64, mentions: "the store itself")
    #expect(try run(["verify"], in: directory).status == 0)
  }

  @Test func `a link to a file that is not there yet stays, and is written through`() throws {
    let directory = try WorkDirectory()
    try smallStore(directory)
    #expect(
      try shell(
        """
        mkdir -p real/deep && ln -s real/deep short
        ln -s short/../new first && ln -s first second && ln -s none/x nowhere
        ln -s right left && ln -s left right && ln -s "$PWD/copy" backup
        """, in: directory) == 0)
    let written = try run(["openings", "--format", "csv", "-o", "second"], in: directory)
    #expect(written.status == 0, "\(written)")
    #expect(try run(["backup", "backup"], in: directory).status == 0)
    #expect(try shell("test -L first -a -L second -a -s real/new", in: directory) == 0)
    #expect(try shell("test -L backup -a -s copy -a ! -L copy", in: directory) == 0)
    for link in ["nowhere", "left"] {
      expectError(try run(["openings", "-o", link], in: directory), status: 73)
      #expect(try shell("test -L \(link)", in: directory) == 0)
    }
  }

  @Test func `a reader that has enough is no error`() throws {
    let directory = try WorkDirectory()
    try smallStore(directory)
    _ = try shell(
      "'\(BuiltProgram.doorstats.path)' export readings 2>err | head -1 >first", in: directory)
    #expect(try String(contentsOfFile: directory.file("err"), encoding: .utf8).isEmpty)
    #expect(
      try String(contentsOfFile: directory.file("first"), encoding: .utf8).hasPrefix("device,"))
  }

  @Test func `a pipe gets no escapes, and ASCII only where that is asked for`() throws {
    let directory = try WorkDirectory()
    try smallStore(directory)
    for command in ["openings", "busiest", "status"] {
      let plain = try run([command], in: directory)
      #expect(plain.status == 0 && plain.error.isEmpty, "\(plain)")
      #expect(!plain.output.contains("\u{1b}"), "\(plain)")
      for result in [
        try run([command, "--ascii"], in: directory),
        try run([command], in: directory, environment: ["LC_ALL": "C"]),
      ] {
        #expect(result.status == 0)
        #expect(result.output.utf8.allSatisfy { $0 < 128 }, "\(result)")
      }
    }
  }

  @Test(arguments: [40, 60, 80, 120])
  func `no line is wider than asked`(width: Int) throws {
    let directory = try WorkDirectory()
    try smallStore(directory)
    for command in [
      ["openings", "--day"], ["openings", "--by", "hour"], ["busiest"],
      ["busiest", "--by", "hour-of-week"],
    ] {
      let result = try run(command + ["--width", "\(width)", "--ascii"], in: directory)
      #expect(result.lines.allSatisfy { $0.count <= width }, "\(result)")
    }
  }

  @Test func `an output file is replaced as a whole`() throws {
    let directory = try WorkDirectory()
    try smallStore(directory)
    try directory.write("old", to: "out.csv")
    let result = try run(["openings", "--format", "csv", "-o", "out.csv"], in: directory)
    #expect(result.status == 0 && result.output.isEmpty, "\(result)")
    let text = try String(contentsOfFile: directory.file("out.csv"), encoding: .utf8)
    #expect(text.hasPrefix("device,bucket_start,"))
    let left = try FileManager.default.contentsOfDirectory(atPath: directory.path)
    #expect(!left.contains { $0.hasSuffix(".partial") })
  }

  @Test func `the same question gets the same bytes`() throws {
    let directory = try WorkDirectory()
    try smallStore(directory)
    for format in ["text", "csv", "tsv", "json", "ndjson", "markdown"] {
      let arguments = [
        "busiest", "--format", format, "--now", "2020-03-06", "--tz", "Europe/Berlin",
      ]
      let first = try run(arguments, in: directory)
      let second = try run(
        arguments, in: directory, environment: ["TZ": "Asia/Tokyo", "LANG": "de_DE.UTF-8"])
      #expect(first.status == 0 && first.output == second.output, "\(first)\n\(second)")
    }
  }
}
