import ChildProcesses
import Foundation
import Parallel
import Testing

@Suite struct ChildProcessTests {
  private func ending(_ line: String) throws -> ChildProcess.Ending {
    try ChildProcess(.init(shell: line)).wait()
  }

  @Test func `an ending is a code or a signal`() throws {
    #expect(try ending("exit 0") == .exit(0))
    #expect(try ending("exit 75") == .exit(75))
    #expect(try ending("kill -9 $$") == .signal(SIGKILL))
    #expect(try ending("kill -9 $$").status == 137)
  }

  @Test func `what cannot be started is an error`() throws {
    for program in ["/no/such/program", "/etc/passwd"] {
      #expect(throws: POSIXError.self) { try ChildProcess(.init(program, [])) }
    }
    #expect(throws: POSIXError.self) { try ChildProcess(.init(shell: "true", in: "/no/folder")) }
  }

  @Test func `arguments, environment, folder and streams arrive as they are`() throws {
    let (output, ending) = try ChildProcess.output(
      of: .init(
        "/bin/sh", ["-c", #"printf '%s|%s|%s|%s' "$1" "$V" "$PWD" "$(cat)""#, "sh", "a 'b\n"],
        environment: ["V": "ä=1"], in: "/"))
    #expect(ending == .exit(0))
    #expect(String(decoding: output, as: UTF8.self) == "a 'b\n|ä=1|/|")

    let file = NSTemporaryDirectory() + "doorstats-child-\(UUID().uuidString)"
    defer { unlink(file) }
    var writing = ChildProcess.Command(shell: "echo to the file; echo and an error >&2")
    writing.output = .file(file)
    writing.error = .null
    #expect(try ChildProcess(writing).wait() == .exit(0))
    var reading = ChildProcess.Command("/bin/cat", [])
    reading.input = .file(file)
    #expect(
      try String(decoding: ChildProcess.output(of: reading).0, as: UTF8.self) == "to the file\n")
  }

  @Test func `more than a pipe holds is read`() throws {
    let (output, _) = try ChildProcess.output(of: .init(shell: "head -c 1000000 /dev/zero"))
    #expect(output.count == 1_000_000)
  }

  @Test func `a child that says nothing is ended when it has been enough, however deaf`() throws {
    for line in ["sleep 60", "trap '' TERM; while :; do sleep 0.1; done"] {
      var rounds = 0
      let (output, ending) = try ChildProcess.output(of: .init(shell: line)) {
        rounds += 1
        return rounds > 5
      }
      #expect(output.isEmpty)
      #expect([.signal(SIGTERM), .signal(SIGKILL)].contains(ending))
    }
  }

  @Test func `a child inherits no open file and no blocked signal`() throws {
    let open = FileHandle(forReadingAtPath: "/dev/zero")
    defer { try? open?.close() }
    // Without close-on-exec it would stay open in the child.
    if let open { _ = fcntl(open.fileDescriptor, F_SETFD, 0) }
    #if os(Linux)
      // `ls` itself has the folder open that it lists.
      let (output, _) = try ChildProcess.output(
        of: .init("/bin/ls", ["/proc/self/fd"]))
      #expect(String(decoding: output, as: UTF8.self) == "0\n1\n2\n3\n")
    #endif

    var (all, before) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, &before)
    let child = try ChildProcess(.init("/bin/sleep", ["60"]))
    pthread_sigmask(SIG_SETMASK, &before, nil)
    child.send(SIGTERM)
    #expect(child.wait() == .signal(SIGTERM))
  }

  @Test func `a wait may end before the child, and the child be ended`() throws {
    var command = ChildProcess.Command(shell: "sleep 60 & wait")
    command.leadsGroup = true
    let child = try ChildProcess(command)
    #expect(child.wait(atMost: 0.05) == nil)
    #expect(child.wait(atMost: 60, orUntil: { true }) == nil)
    #expect(child.isRunning)
    child.send(SIGTERM)
    #expect(child.wait(atMost: 60) == .signal(SIGTERM))
    #expect(!child.isRunning)
    child.send(SIGTERM)
    #expect(child.wait() == .signal(SIGTERM))
  }

  @Test func `many children of many threads end, each its own way`() throws {
    let threads = (0..<8).map { thread in
      Aside {
        try (0..<100).filter { number in
          let code = Int32((thread * 31 + number) % 100)
          return try ChildProcess(.init(shell: "exit \(code)")).wait() != .exit(code)
        }.count
      }
    }
    #expect(try threads.map { try $0.value() } == Array(repeating: 0, count: 8))
  }
}
