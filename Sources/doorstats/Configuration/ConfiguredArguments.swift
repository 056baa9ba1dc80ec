import ArgumentParser
import Foundation

/// The arguments of the command line with those of the configuration behind the command's name.
///
/// Given there, an option loses against the same option of the user; of one that may be repeated,
/// and of one that the environment sets, nothing is added.
struct ConfiguredArguments {
  let arguments: [String]
  /// Options that were added.
  private(set) var added: [String] = []

  init(
    _ given: [String], configuration: Configuration,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    guard configuration.isPresent,
      let (command, path, depth) = Self.command(of: given)
    else {
      arguments = given
      return
    }
    let options = Self.options(of: command)
    var words: [String] = []
    for key in ConfigurationKey.all {
      guard let value = configuration.values[key.path], options.contains(key.option),
        key.command == nil || key.command == path.first,
        key.environment.flatMap({ environment[$0] })?.isEmpty ?? true,
        !given.contains(where: { $0 == key.option || $0.hasPrefix(key.option + "=") })
      else { continue }
      switch value {
      case .words(let texts), .list(let texts): words += texts.map { "\(key.option)=\($0)" }
      case .flag(let isSet): words += isSet ? [key.option] : []
      }
      added.append(key.option)
    }
    arguments = path + words + given.dropFirst(depth)
  }

  /// Whether help is asked for, or a shell completes a line, which no configuration may stand in the
  /// way of.
  static func areForHelp(_ arguments: [String]) -> Bool {
    areForCompletion(arguments)
      || arguments.contains {
        ["-h", "--help", "--version", "help", "--generate-completion-script"].contains($0)
      }
  }

  /// Whether a shell asks what could come next.
  static func areForCompletion(_ arguments: [String]) -> Bool { arguments.first == "---completion" }

  /// The command that is meant, the words of its path, and how many of these were given.
  static func command(
    of given: [String]
  ) -> (any ParsableCommand.Type, path: [String], depth: Int)? {
    var command: any ParsableCommand.Type = Doorstats.self
    var path: [String] = []
    while !command.configuration.subcommands.isEmpty {
      let subcommands = command.configuration.subcommands
      let word: String? = path.count < given.count ? given[path.count] : nil
      if let next = subcommands.first(where: { $0._commandName == word }) {
        command = next
        path.append(next._commandName)
      } else if let next = command.configuration.defaultSubcommand,
        word?.hasPrefix("-") ?? true
      {
        return (next, path + [next._commandName], path.count)
      } else {
        return nil
      }
    }
    return (command, path, path.count)
  }

  /// The long options that a command has.
  private static func options(of command: any ParsableCommand.Type) -> Set<String> {
    let words = Doorstats.helpMessage(for: command).split(whereSeparator: \.isWhitespace)
    return Set(words.filter { $0.hasPrefix("--") }.map(String.init))
  }
}
