import Foundation
import Parallel

/// A program that runs beside this one, started and awaited by the system's own calls.
///
/// Foundation's `Process` has traits that do not fit here. A child inherits the signals that the
/// thread which starts it blocks, and then cannot be ended by them. It always leads a process group,
/// so that a password command could not ask on the terminal. Its end is learnt through a run loop,
/// which is slow and cannot be given a limit. Here a child begins with no signal blocked and nothing
/// open but its three streams, and is waited for by its identifier, for as long as one likes.
package final class ChildProcess: Sendable {
  /// Where a standard stream of the child leads.
  package enum Stream: Sendable {
    /// Where this program's own leads.
    case inherited
    /// Nothing to read, and what is written is thrown away.
    case null
    /// The file of that path: read, or written anew.
    case file(String)
    /// An open descriptor of this program, above 2; it must stay open until the child is started.
    case descriptor(Int32)
  }

  /// What is to be started.
  package struct Command: Sendable {
    /// Path of the program.
    package var program: String
    /// Without the program's name.
    package var arguments: [String]
    /// The whole environment; `nil`: this program's own.
    package var environment: [String: String]?
    /// Where it runs; `nil`: where this program does.
    package var directory: String?
    package var input = Stream.null
    package var output = Stream.inherited
    package var error = Stream.inherited
    /// Whether the child is the first of a process group, so that what it starts can be ended with
    /// it. Such a child hears no Ctrl-C and may not read the terminal.
    package var leadsGroup = false

    package init(
      _ program: String, _ arguments: [String], environment: [String: String]? = nil,
      in directory: String? = nil
    ) {
      self.program = program
      self.arguments = arguments
      self.environment = environment
      self.directory = directory
    }

    /// A line for `/bin/sh`.
    package init(
      shell line: String, environment: [String: String]? = nil, in directory: String? = nil
    ) {
      self.init("/bin/sh", ["-c", line], environment: environment, in: directory)
    }
  }

  /// How a child ended.
  package enum Ending: Sendable, Equatable {
    case exit(Int32)
    case signal(Int32)

    /// The exit code as a shell tells it: 128 and the number of the signal.
    package var status: Int32 {
      switch self {
      case .exit(let code): code
      case .signal(let number): 128 + number
      }
    }
  }

  package let identifier: pid_t
  private let leadsGroup: Bool
  private let ending = Locked<Ending?>(nil)

  /// Starts the program.
  ///
  /// - Throws: `POSIXError` where it cannot be started.
  package init(_ command: Command) throws {
    identifier = try spawn(command)
    leadsGroup = command.leadsGroup
  }

  /// Runs the program to its end.
  ///
  /// - Parameter isEnough: Asked now and then; `true` ends the child.
  /// - Returns: What it wrote to its standard output, and how it ended.
  /// - Throws: `POSIXError` where it cannot be started.
  package static func output(
    of command: Command, orUntil isEnough: () -> Bool = { false }
  ) throws -> (Data, Ending) {
    let pipe = Pipe()
    var command = command
    command.output = .descriptor(pipe.fileHandleForWriting.fileDescriptor)
    let child = try ChildProcess(command)
    try? pipe.fileHandleForWriting.close()
    // Before the wait: a full pipe would hold the child up.
    let reading = pipe.fileHandleForReading
    var (output, isOpen) = (Data(), true)
    while isOpen, !isEnough() {
      var waiting = pollfd(fd: reading.fileDescriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 50) > 0 else { continue }
      let more = (try? reading.read(upToCount: 1 << 16)) ?? Data()
      output += more
      isOpen = !more.isEmpty
    }
    return (output, isOpen ? child.end() : child.wait())
  }

  /// Ends the child: gently, and a second later by force.
  @discardableResult
  package func end() -> Ending {
    send(SIGTERM)
    if let ending = wait(atMost: 1) { return ending }
    send(SIGKILL)
    return wait()
  }

  package var isRunning: Bool { collected(WNOHANG) == nil }

  /// Waits until the child has ended.
  package func wait() -> Ending {
    // Not under the lock, so that others may look and send signals meanwhile.
    var information = siginfo_t()
    while waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    guard let ending = collected(0) else { fatalError("an ended child has an ending") }
    return ending
  }

  /// Waits so many seconds at most.
  ///
  /// - Parameter isEnough: Asked now and then; `true` ends the wait.
  /// - Returns: `nil` where the child still runs.
  package func wait(
    atMost seconds: Double, orUntil isEnough: () -> Bool = { false }
  ) -> Ending? {
    let start = ContinuousClock.now
    var pause = 0.0005
    while true {
      if let ending = collected(WNOHANG) { return ending }
      if ContinuousClock.now - start > .seconds(seconds) || isEnough() { return nil }
      Thread.sleep(forTimeInterval: pause)
      pause = min(2 * pause, 0.01)
    }
  }

  /// Sends a signal to the child, and to what it has started where it leads a group. After its end
  /// that does nothing.
  package func send(_ signal: Int32) {
    ending.withLock { known in
      guard known == nil else { return }
      // A child is a group's leader before it runs; a group may refuse where the child may not.
      if !leadsGroup || kill(-identifier, signal) != 0 { kill(identifier, signal) }
    }
  }

  /// The ending, taken over from the system once.
  private func collected(_ options: Int32) -> Ending? {
    ending.withLock { known in
      if let known { return known }
      var status: Int32 = 0
      var result: pid_t
      repeat { result = waitpid(identifier, &status, options) } while result < 0 && errno == EINTR
      guard result == identifier else { return nil }
      let signal = status & 0x7f
      known = signal == 0 ? .exit((status >> 8) & 0xff) : .signal(signal)
      return known
    }
  }
}
