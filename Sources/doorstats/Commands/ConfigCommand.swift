import ArgumentParser
import Foundation
import Store

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Show the configuration in force.",
    discussion: """
      EXAMPLES
        doorstats config show
        doorstats config show > ~/.config/doorstats/config.toml

      The file is $DOORSTATS_CONFIG, else doorstats/config.toml in $XDG_CONFIG_HOME
      (~/.config). Options win over the environment, that over the file, the file
      over the defaults.
      """,
    subcommands: [Show.self], defaultSubcommand: Show.self)

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print every setting, where it comes from, and what holds without it.",
      discussion: """
        EXAMPLES
          doorstats config show

        The output is a configuration file: settings that are not set stand in it as
        comments. Secrets are not in it, only where they are.
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
      return "# \(key.name) = \(quoted(value))  # \(variable) of the environment"
    }
    switch configuration.values[key.path] {
    case .flag(let isSet): return "\(key.name) = \(isSet)"
    case .words(let words), .list(let words):
      switch key.kind {
      case .list: return "\(key.name) = \(list(words))"
      case .integer, .number: return "\(key.name) = \(words[0])"
      default: return "\(key.name) = \(quoted(words[0]))"
      }
    case nil: return "# \(key.name) =  # default: \(key.standard)"
    }
  }

  private func named(_ name: String, _ value: String?, standard: String) -> String {
    value.map { "\(name) = \(quoted($0))" } ?? "# \(name) =  # default: \(standard)"
  }

  private func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
