import ConfigurationSyntax
import Foundation
import Report
import TOMLKit

/// The configuration file, checked as a whole; an absent file configures nothing.
///
/// What it says stands behind the command line and the environment, and before the defaults.
struct Configuration: Sendable {
  /// A value as the command line would have it.
  enum Value: Sendable, Equatable {
    case words([String])
    /// Written as a list, where one text would mean something else.
    case list([String])
    case flag(Bool)
  }

  struct Door: Sendable, Equatable {
    var name: String?
    var timeZone: String?
  }

  let path: String
  /// Whether there is such a file.
  private(set) var isPresent = false
  private(set) var values: [String: Value] = [:]
  private(set) var timeZone: String?
  /// The historian to pull from where none is named.
  private(set) var standardHistorian: String?
  private(set) var historians: [String: [String: String]] = [:]
  /// By the device's id.
  private(set) var doors: [String: Door] = [:]
  /// In order of their names.
  private(set) var alerts: [ConfiguredAlert] = []

  /// The configuration in force.
  static let current = Result {
    try Configuration(environment: ProcessInfo.processInfo.environment)
  }

  /// `$DOORSTATS_CONFIG`, else `doorstats/config.toml` in `$XDG_CONFIG_HOME` (`~/.config`).
  ///
  /// - Throws: `Failure` of status `configuration`.
  init(environment: [String: String]) throws {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let folder = value("XDG_CONFIG_HOME") ?? (value("HOME") ?? NSHomeDirectory()) + "/.config"
    path = value("DOORSTATS_CONFIG") ?? folder + "/doorstats/config.toml"
    guard FileManager.default.fileExists(atPath: path) else {
      guard value("DOORSTATS_CONFIG") == nil else {
        throw Self.wrong(path, "there is no such file", advice: "correct DOORSTATS_CONFIG")
      }
      return
    }
    isPresent = true
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw Self.wrong(path, "it cannot be read as UTF-8 text", advice: "check its permissions")
    }
    let table: TOMLTable
    do { table = try TOMLText.table(text) } catch let problem as TOMLText.Problem {
      throw Self.wrong(path, "line \(problem.line): \(problem.what)", advice: problem.advice)
    }
    try read(table)
  }

  static func wrong(_ path: String, _ what: String, advice: String) -> Failure {
    Failure(.configuration, "the configuration is wrong: \(path): \(what)", advice: advice)
  }

  private func wrong(_ what: String, advice: String = "correct the file") -> Failure {
    Self.wrong(path, what, advice: advice)
  }

  private mutating func read(_ top: TOMLTable) throws {
    for name in top.keys {
      if ConfigurationKey.tables.contains(name), let table = top[name]?.table {
        switch name {
        case "historian": try readHistorians(table)
        case "device": try readDoors(table)
        case "alert": try readAlerts(table)
        default: for key in table.keys { try read(key, of: name, table[key]) }
        }
      } else if ConfigurationKey.others.contains(name) {
        guard let text = top[name]?.string else { throw wrong("\(name) must be a text") }
        if name == "time_zone" { timeZone = try zone(text) } else { standardHistorian = text }
      } else {
        try read(name, of: "", top[name])
      }
    }
    if let name = standardHistorian, historians[name] == nil {
      throw wrong("there is no [historian.\(name)]", advice: advice(name, Array(historians.keys)))
    }
    if standardHistorian == nil, historians.count == 1 { standardHistorian = historians.keys.first }
  }

  private mutating func read(
    _ name: String, of table: String, _ value: (any TOMLValueConvertible)?
  ) throws {
    let path = table.isEmpty ? name : "\(table).\(name)"
    guard let key = ConfigurationKey.all.first(where: { $0.path == path }) else {
      let known =
        ConfigurationKey.all.filter { $0.table == table }.map(\.name)
        + (table.isEmpty ? ConfigurationKey.others + ConfigurationKey.tables : [])
      throw unknown(path, name, known)
    }
    values[path] =
      try Self.value(value, of: key.kind) ?? { throw wrong("\(path) \(key.kind.words)") }()
  }

  private static func value(
    _ value: (any TOMLValueConvertible)?, of kind: ConfigurationKey.Kind
  ) -> Value? {
    switch kind {
    case .text: return value?.string.map { .words([$0]) }
    case .integer: return value?.int.map { .words([String($0)]) }
    case .number:
      return value?.int.map { .words([String($0)]) } ?? value?.double.map { .words([String($0)]) }
    case .flag: return value?.bool.map { .flag($0) }
    case .list:
      if let text = value?.string { return .words([text]) }
      guard let array = value?.array else { return nil }
      let texts = array.compactMap { $0.string }
      return texts.count == array.count ? .words(texts) : nil
    }
  }

  // MARK: Historians and doors

  private mutating func readHistorians(_ table: TOMLTable) throws {
    for (name, values) in try tables(in: table, "historian", ConfigurationKey.historianNames) {
      if let url = values["url"], url.contains("@") {
        throw wrong(
          "historian.\(name): a user or password stands in the url",
          advice: "use user and password_file")
      }
      historians[name] = values
    }
  }

  private mutating func readDoors(_ table: TOMLTable) throws {
    for (id, values) in try tables(in: table, "device", ConfigurationKey.deviceNames) {
      doors[id] = Door(name: values["name"], timeZone: try values["time_zone"].map(zone))
    }
  }

  private mutating func readAlerts(_ table: TOMLTable) throws {
    for name in table.keys.sorted() {
      guard let inner = table[name]?.table else {
        throw wrong("alert.\(name) must be a table: write [alert.\(name)]")
      }
      do { alerts.append(try ConfiguredAlert(name: name, inner)) } catch let problem
        as ConfiguredAlert.Problem
      {
        throw wrong("alert.\(name): \(problem.what)", advice: problem.advice)
      }
    }
  }

  private func zone(_ name: String) throws -> String {
    do { _ = try TimeZoneCalendar(named: name) } catch { throw wrong("\(error)") }
    return name
  }

  /// Tables of texts, one level down.
  private func tables(
    in table: TOMLTable, _ path: String, _ known: [String]
  ) throws -> [(String, [String: String])] {
    try table.keys.map { name in
      guard let inner = table[name]?.table else {
        throw wrong("\(path).\(name) must be a table: write [\(path).\"\(name)\"]")
      }
      var values: [String: String] = [:]
      for key in inner.keys {
        if ["password", "api_key", "bearer_token"].contains(key) {
          throw wrong(
            "\(path).\(name).\(key): a secret does not stand in this file",
            advice: "use \(key)_file, \(key)_command or \(key)_credential")
        }
        guard known.contains(key) else { throw unknown("\(path).\(name).\(key)", key, known) }
        guard let text = inner[key]?.string else {
          throw wrong("\(path).\(name).\(key) must be a text")
        }
        values[key] = text
      }
      return (name, values)
    }
  }

  private func unknown(_ path: String, _ name: String, _ known: [String]) -> Failure {
    wrong("unknown key \(path)", advice: advice(name, known))
  }

  private func advice(_ name: String, _ known: [String]) -> String {
    NearestName.of(name, in: known).map { "did you mean \($0)?" }
      ?? "there are: \(known.sorted().joined(separator: ", "))"
  }
}

extension ConfigurationKey.Kind {
  fileprivate var words: String {
    switch self {
    case .text: "must be a text"
    case .integer: "must be a whole number"
    case .number: "must be a number"
    case .flag: "must be true or false"
    case .list: "must be a text or a list of texts"
    }
  }
}
