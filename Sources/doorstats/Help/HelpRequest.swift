import ArgumentParser

/// `doorstats help …`, as far as it is not about a command.
enum HelpRequest {
  /// The commands that people see.
  static var commandNames: [String] {
    Doorstats.configuration.subcommands.filter { $0.configuration.shouldDisplay }
      .map { $0._commandName }
  }

  /// The topic that is asked for; `nil` where something else is.
  ///
  /// - Throws: `Failure` where there is neither a topic nor a command of that name.
  static func topic(of arguments: [String]) throws -> HelpTopic? {
    guard arguments.count >= 2, arguments[0] == "help", !arguments[1].hasPrefix("-") else {
      return nil
    }
    let name = arguments[1]
    if let topic = HelpTopic.named(name) { return topic }
    let known = Doorstats.configuration.subcommands.map { $0._commandName }
    guard !known.contains(name) else { return nil }
    let nearest = NearestName.of(name, in: commandNames + HelpTopic.all.map(\.name))
    throw Failure(
      .usage, "no help on '\(name)'",
      advice: nearest.map { "did you mean 'doorstats help \($0)'?" } ?? "see 'doorstats --help'")
  }
}
