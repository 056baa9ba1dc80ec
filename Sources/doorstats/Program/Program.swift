import ArgumentParser
import Foundation

/// The program: arguments in, exit code out.
@main
struct Program {
  static func main() async {
    // Before the environment is changed: the runtime finds the arguments beside it.
    let arguments = Array(CommandLine.arguments.dropFirst())
    // OpenBLAS starts its threads as it is loaded, and they yield in a loop while they wait for
    // work that never comes. Only its environment can tell it not to, which must not be changed
    // any more once there are threads.
    setenv("OPENBLAS_NUM_THREADS", "1", 0)
    Interruption.listen()
    FreedMemory.keep()
    do {
      if let topic = try HelpRequest.topic(of: arguments) {
        return try StandardOutput.write(topic.page(isASCII: Terminal().isASCII))
      }
      var command = try command(for: arguments)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      exit(status(of: error, arguments: arguments))
    }
  }

  /// The command meant, with what the configuration adds.
  private static func command(for arguments: [String]) throws -> any ParsableCommand {
    guard !ConfiguredArguments.areForHelp(arguments) else {
      return try Doorstats.parseAsRoot(arguments)
    }
    let configuration = try Configuration.current.get()
    // A zone of the environment wins; both are the system's for everything that asks it.
    if let zone = configuration.timeZone { setenv("TZ", zone, 0) }
    let configured = ConfiguredArguments(arguments, configuration: configuration)
    do { return try parsed(configured.arguments) } catch {
      let message = Doorstats.message(for: error)
      guard configured.added.contains(where: message.contains) else { throw error }
      throw Configuration.wrong(configuration.path, message, advice: "correct the file")
    }
  }

  /// Parses the arguments as those of the command that they name. Where that fails, all of them are
  /// parsed again from the root, which takes twice as long and words the error.
  static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    if let (command, _, depth) = ConfiguredArguments.command(of: arguments),
      let parsed = try? command.parseAsRoot(Array(arguments.dropFirst(depth))),
      type(of: parsed) == command
    {
      return parsed
    }
    return try Doorstats.parseAsRoot(arguments)
  }

  /// Reports what ended the program and gives the exit code for it.
  private static func status(of error: Error, arguments: [String]) -> Int32 {
    if error is StandardOutput.ReaderGone { return ExitStatus.done.rawValue }
    if let code = error as? ExitCode { return code.rawValue }
    if Doorstats.exitCode(for: error) == .success { return show(Doorstats.fullMessage(for: error)) }
    // Somebody is typing: nothing to offer is no reason to disturb.
    if ConfiguredArguments.areForCompletion(arguments) { return ExitStatus.done.rawValue }
    let failure = failure(for: error, arguments: arguments)
    StandardError.write(failure.line(ascii: Terminal().isASCII) + "\n")
    return failure.status.rawValue
  }

  /// What is told of an error: what is known here, wrong usage, else a defect.
  static func failure(for error: any Error, arguments: [String]) -> Failure {
    if let known = Failure(describing: error) { return known }
    guard Doorstats.exitCode(for: error) == .validationFailure else {
      return Failure(
        .defect, "a defect in doorstats \(Doorstats.version): \(error)",
        advice: "please report it with the command that led to it")
    }
    return usageFailure(Doorstats.message(for: error), arguments: arguments)
  }

  /// Help and version were asked for: they are the result.
  private static func show(_ text: String) -> Int32 {
    do {
      try StandardOutput.write(text.hasSuffix("\n") ? text : text + "\n")
      return ExitStatus.done.rawValue
    } catch let failure as Failure {
      StandardError.write(failure.line(ascii: true) + "\n")
      return failure.status.rawValue
    } catch {
      return ExitStatus.done.rawValue
    }
  }

  private static func usageFailure(_ message: String, arguments: [String]) -> Failure {
    let names = Doorstats.configuration.subcommands.map { $0._commandName }
    if let first = arguments.first, !first.hasPrefix("-"), !names.contains(first), first != "help" {
      let nearest = NearestName.of(first, in: HelpRequest.commandNames)
      return Failure(
        .usage, "unknown command '\(first)'",
        advice: nearest.map { "did you mean '\($0)'?" } ?? "see 'doorstats --help'")
    }
    let command = arguments.first.flatMap { names.contains($0) ? " \($0)" : nil } ?? ""
    var text = message
    if text.hasPrefix("Error: ") { text.removeFirst("Error: ".count) }
    while text.hasSuffix(".") { text.removeLast() }
    return Failure(.usage, text, advice: "see 'doorstats help\(command)'")
  }
}
