import Foundation

/// Finds the historian's address and credentials where IBM's SDKs look for them.
///
/// The sources, in this order: the file that `IBM_CREDENTIALS_FILE` names, `ibm-credentials.env` in
/// the working directory, the same in the home directory, the environment. The first source that
/// has any of the names wins whole: an address of one is never combined with a key of another.
///
/// Reference: IBM Cloud SDK, "Using external configuration".
public struct CredentialSources: Sendable {
  private static let prefix = "CLOUDANT_"
  static let fileName = "ibm-credentials.env"

  private let environment: [String: String]
  private let environmentName: String
  private let workingDirectory: String
  private let homeDirectory: String
  private let contents: @Sendable (String) -> String?

  /// - Parameters:
  ///   - environmentName: What the variables are called in errors.
  ///   - homeDirectory: `$HOME` where it is set, as for every other program, and not what the
  ///     system's list of users says.
  ///   - contents: The text of the file at a path, or `nil` where it cannot be read.
  public init(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    environmentName: String = "the environment",
    workingDirectory: String = FileManager.default.currentDirectoryPath,
    homeDirectory: String? = nil,
    contents: @escaping @Sendable (String) -> String? = {
      try? String(contentsOfFile: $0, encoding: .utf8)
    }
  ) {
    self.environment = environment
    self.environmentName = environmentName
    self.workingDirectory = workingDirectory
    let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 }
    self.homeDirectory = homeDirectory ?? home ?? NSHomeDirectory()
    self.contents = contents
  }

  /// The access in force.
  ///
  /// Credentials of a source that names another server are not sent to `url`. User and password
  /// within the URL win over those of the source.
  ///
  /// - Parameter url: The address given by the user, or `nil` for the configured one.
  /// - Throws: ``HistorianError`` of kind `usage` or `configuration`.
  public func access(url: String? = nil) throws -> HistorianAccess {
    let source = try winningSource()
    guard let text = url ?? source?.values["URL"] else { throw HistorianError.missingAddress }
    let (address, user, password) = try parse(text)
    if let user {
      let password = password ?? Secret("")
      let isSession = source?.values["AUTH_TYPE"]?.uppercased() == "COUCHDB_SESSION"
      return HistorianAccess(
        address: address,
        credentials: isSession
          ? .session(user: user, password: password) : .basic(user: user, password: password),
        source: "the URL")
    }
    guard let source, try belongs(source, to: address) else {
      return HistorianAccess(address: address)
    }
    let credentials = try source.credentials()
    return HistorianAccess(
      address: address, credentials: credentials,
      source: credentials == .none ? nil : source.name)
  }

  /// Whether any source names an address or credentials.
  ///
  /// - Throws: ``HistorianError`` of kind `configuration`.
  public func isAnythingGiven() throws -> Bool { try winningSource() != nil }

  private func belongs(_ source: Source, to address: HistorianAddress) throws -> Bool {
    guard let text = source.values["URL"] else { return true }
    return try parse(text).address.isSameServer(as: address)
  }

  private func parse(
    _ url: String
  ) throws -> (address: HistorianAddress, user: String?, password: Secret?) {
    do {
      return try HistorianAddress.parse(url)
    } catch {
      throw HistorianError.invalidAddress(error)
    }
  }

  private func winningSource() throws -> Source? {
    if let path = environment["IBM_CREDENTIALS_FILE"], !path.isEmpty {
      guard let text = contents(path) else {
        throw HistorianError.unreadableCredentialFile(path: path)
      }
      let source = Source(name: path, Self.assignments(in: text))
      if !source.values.isEmpty { return source }
    }
    for directory in [workingDirectory, homeDirectory] {
      let path = directory + "/" + Self.fileName
      guard let text = contents(path) else { continue }
      let source = Source(name: path, Self.assignments(in: text))
      if !source.values.isEmpty { return source }
    }
    let source = Source(name: environmentName, environment)
    return source.values.isEmpty ? nil : source
  }

  /// The `NAME=value` lines of a credentials file; comments, `export` and quotes are allowed.
  static func assignments(in text: String) -> [String: String] {
    var values: [String: String] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      var line = String(line).trimmingWhitespace()
      if line.hasPrefix("export ") { line = String(line.dropFirst(7)) }
      guard !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") else { continue }
      let name = String(line[..<equals]).trimmingWhitespace()
      values[name] = unquoted(String(line[line.index(after: equals)...]).trimmingWhitespace())
    }
    return values
  }

  private static func unquoted(_ text: String) -> String {
    guard text.count >= 2, let first = text.first, first == text.last, first == "\"" || first == "'"
    else { return text }
    return String(text.dropFirst().dropLast())
  }

  /// One place that holds some of the names.
  private struct Source {
    var name: String
    /// The values by name without `CLOUDANT_`; empty values count as absent.
    var values: [String: String]

    private static let names = [
      "URL", "APIKEY", "USERNAME", "PASSWORD", "AUTH_TYPE", "AUTHTYPE", "AUTH_URL",
      "BEARER_TOKEN",
    ]

    init(name: String, _ all: [String: String]) {
      self.name = name
      values = [:]
      for name in Self.names {
        if let value = all[CredentialSources.prefix + name], !value.isEmpty { values[name] = value }
      }
      if let type = values.removeValue(forKey: "AUTHTYPE"), values["AUTH_TYPE"] == nil {
        values["AUTH_TYPE"] = type
      }
    }

    /// The credentials, of the type that is named or that the other names imply.
    func credentials() throws -> Credentials {
      switch values["AUTH_TYPE"]?.uppercased() {
      case "IAM": try iam()
      case "COUCHDB_SESSION": .session(user: try need("USERNAME"), password: try password())
      case "BASIC": .basic(user: try need("USERNAME"), password: try password())
      case "BEARERTOKEN": .bearer(token: Secret(try need("BEARER_TOKEN")))
      case "NOAUTH": .none
      case .some(let other): throw incomplete("CLOUDANT_AUTH_TYPE=\(other) is not known")
      case nil: try impliedCredentials()
      }
    }

    private func impliedCredentials() throws -> Credentials {
      if values["APIKEY"] != nil { return try iam() }
      if values["USERNAME"] != nil || values["PASSWORD"] != nil {
        return .basic(user: try need("USERNAME"), password: try password())
      }
      if let token = values["BEARER_TOKEN"] { return .bearer(token: Secret(token)) }
      return try credentialsOfURL()
    }

    /// The user and password within this source's own URL.
    private func credentialsOfURL() throws -> Credentials {
      guard let url = values["URL"], let parsed = try? HistorianAddress.parse(url),
        let user = parsed.user
      else { return .none }
      return .basic(user: user, password: parsed.password ?? Secret(""))
    }

    private func iam() throws -> Credentials {
      let key = Secret(try need("APIKEY"))
      do {
        let service = values["AUTH_URL"] ?? Credentials.publicTokenService
        return .iam(key: key, tokenService: try HistorianAddress.parse(service).address)
      } catch {
        throw incomplete("CLOUDANT_AUTH_URL: \(error.words)")
      }
    }

    private func password() throws -> Secret { Secret(try need("PASSWORD")) }

    private func need(_ name: String) throws -> String {
      guard let value = values[name] else {
        throw incomplete("\(CredentialSources.prefix)\(name) is missing")
      }
      return value
    }

    private func incomplete(_ problem: String) -> HistorianError {
      .incompleteCredentials(source: name, problem: problem)
    }
  }
}
