import ArgumentParser
import ConfigurationSyntax
import Foundation
import Store

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Show the configuration in force.",
    discussion: """
      EXAMPLES
        doorstats config show
        doorstats config show > another-machine.toml

      The file is $DOORSTATS_CONFIG, else doorstats/config.toml in $XDG_CONFIG_HOME
      (~/.config). Options win over the environment, that over the file, the file
      over the defaults.
      """,
    subcommands: [Show.self], defaultSubcommand: Show.self)

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Print every setting, where it comes from, and what holds without it.",
      discussion: """
        EXAMPLES
          doorstats config show

        The output is a configuration file: what is in force and not set in the file
        stands in it as a comment, with where it comes from. Secrets are not in it,
        only where they are.
        """)

    func run() throws {
      try StandardOutput.write(ConfigurationText(try Configuration.current.get()).text)
    }
  }
}

/// A configuration as a commented file.
struct ConfigurationText {
  let configuration: Configuration
  var environment = ProcessInfo.processInfo.environment

  init(_ configuration: Configuration) { self.configuration = configuration }

  var text: String {
    var lines = [
      "# \(configuration.path)" + (configuration.isPresent ? "" : " (not there)"),
      named("time_zone", configuration.timeZone, standard: "the device's, else the system's"),
      named("default_historian", configuration.standardHistorian, standard: "CLOUDANT_URL"),
    ]
    var table = ""
    for key in ConfigurationKey.all {
      if key.table != table {
        table = key.table
        lines += ["", "[\(table)]"]
      }
      lines.append(line(of: key))
    }
    for (name, values) in configuration.historians.sorted(by: { $0.key < $1.key }) {
      lines += ["", "[historian.\(quoted(name))]"]
      lines += values.sorted { $0.key < $1.key }.map { "\($0.key) = \(quoted($0.value))" }
    }
    for (id, door) in configuration.doors.sorted(by: { $0.key < $1.key }) {
      lines += ["", "[device.\(quoted(id))]"]
      if let name = door.name { lines.append("name = \(quoted(name))") }
      if let zone = door.timeZone { lines.append("time_zone = \(quoted(zone))") }
    }
    for alert in configuration.alerts {
      lines += ["", "[alert.\(quoted(alert.rule.name))]"]
      lines += alert.values.sorted { $0.key < $1.key }.map { name, value in
        switch value {
        case .flag(let isSet): "\(name) = \(isSet)"
        case .list(let words): "\(name) = \(list(words))"
        case .words(let words): "\(name) = \(quoted(words[0]))"
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func list(_ words: [String]) -> String {
    "[\(words.map(quoted).joined(separator: ", "))]"
  }

  private func line(of key: ConfigurationKey) -> String {
    if let variable = key.environment, let value = environment[variable], !value.isEmpty {
      let winner =
        "# \(key.name) = \(key.text(ofVariable: value))  # \(variable) of the environment"
      guard let own = ownLine(of: key) else { return winner }
      return "\(own)  # not in force:\n\(winner)"
    }
    return ownLine(of: key) ?? key.standardLine
  }

  /// What the file says; `nil` where it says nothing.
  private func ownLine(of key: ConfigurationKey) -> String? {
    switch configuration.values[key.path] {
    case .flag(let isSet): return "\(key.name) = \(isSet)"
    case .words(let words), .list(let words):
      switch key.kind {
      case .list: return "\(key.name) = \(list(words))"
      case .integer, .number: return "\(key.name) = \(words[0])"
      default: return "\(key.name) = \(quoted(words[0]))"
      }
    case nil: return nil
    }
  }

  private func named(_ name: String, _ value: String?, standard: String) -> String {
    value.map { "\(name) = \(quoted($0))" } ?? "# \(name) =  # default: \(standard)"
  }

  private func quoted(_ text: String) -> String { TOMLText.quoted(text) }
}

extension ConfigurationKey {
  /// What holds without it: as a value, where there is one that the file could say.
  fileprivate var standardLine: String {
    if path == "store", let options = try? StoreOptions.parse([]) {
      return "# store = \(TOMLText.quoted(options.resolvedPath))  # default"
    }
    let isValue =
      switch kind {
      case .integer, .number: Double(standard) != nil
      case .flag: true
      case .text, .list: false
      }
    return isValue ? "# \(name) = \(standard)  # default" : "# \(name) =  # default: \(standard)"
  }

  /// What a variable of the environment means, as the file would say it.
  fileprivate func text(ofVariable value: String) -> String {
    switch (path, kind) {
    case ("output.color", _): "\"never\""
    case (_, .integer), (_, .number): value
    default: TOMLText.quoted(value)
    }
  }
}
