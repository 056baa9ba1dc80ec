import CSpawn
import Foundation

/// Starts a program by `posix_spawn`.
///
/// - Throws: `POSIXError`.
func spawn(_ command: ChildProcess.Command) throws -> pid_t {
  // Where a parent had this ignored, nobody would ever learn how a child ended.
  signal(SIGCHLD, SIG_DFL)
  #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
    var attributes: posix_spawnattr_t?
    var flags = POSIX_SPAWN_CLOEXEC_DEFAULT
  #else
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    var flags: Int32 = 0
  #endif
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }

  for (number, stream) in [command.input, command.output, command.error].enumerated() {
    let target = Int32(number)
    let mode = number == 0 ? O_RDONLY : O_WRONLY
    switch stream {
    case .inherited: posix_spawn_file_actions_adddup2(&actions, target, target)
    case .null: posix_spawn_file_actions_addopen(&actions, target, "/dev/null", mode, 0)
    case .file(let path):
      let making = number == 0 ? 0 : O_CREAT | O_TRUNC
      posix_spawn_file_actions_addopen(&actions, target, path, mode | making, 0o644)
    case .descriptor(let descriptor):
      precondition(descriptor > 2, "streams of this program are inherited")
      posix_spawn_file_actions_adddup2(&actions, descriptor, target)
    }
  }
  doorstats_spawn_closing(&actions)
  if let directory = command.directory { doorstats_spawn_in(&actions, directory) }

  var (none, gentle) = (sigset_t(), sigset_t())
  sigemptyset(&none)
  posix_spawnattr_setsigmask(&attributes, &none)
  sigemptyset(&gentle)
  for signal in [SIGPIPE, SIGINT, SIGTERM] { sigaddset(&gentle, signal) }
  posix_spawnattr_setsigdefault(&attributes, &gentle)
  flags |= Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
  if command.leadsGroup {
    posix_spawnattr_setpgroup(&attributes, 0)
    flags |= Int32(POSIX_SPAWN_SETPGROUP)
  }
  posix_spawnattr_setflags(&attributes, Int16(flags))

  let environment = command.environment ?? ProcessInfo.processInfo.environment
  return try withCStrings([command.program] + command.arguments) { arguments in
    try withCStrings(environment.map { "\($0)=\($1)" }) { environment in
      var identifier: pid_t = 0
      let code = posix_spawn(
        &identifier, command.program, &actions, &attributes, arguments, environment)
      guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EINVAL) }
      return identifier
    }
  }
}

/// Lends the texts as C wants a list of them: pointers, and a null one at the end.
private func withCStrings<Result>(
  _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) throws -> Result
) rethrows -> Result {
  var pointers = texts.map { strdup($0) } + [nil]
  defer { for pointer in pointers { free(pointer) } }
  return try pointers.withUnsafeMutableBufferPointer { try body($0.baseAddress!) }
}
