/// Where a historian answers: scheme, host, port and path, without user and password.
public struct HistorianAddress: Sendable, Hashable, CustomStringConvertible {
  public let scheme: String
  /// In lower case; an IPv6 address keeps its brackets.
  public let host: String
  public let port: Int?
  /// Empty, or beginning with `/` and not ending with one.
  public let path: String

  /// Why a text is no historian's address.
  public enum Problem: Error, Equatable, Sendable {
    case empty
    case missingScheme
    case unsupportedScheme(String)
    case missingHost
    case invalidHost
    case invalidPort(String)
    case unexpectedQuery
  }

  /// Reads a URL and takes user and password out of it.
  ///
  /// - Returns: The address, and the user and password where the URL held them.
  /// - Throws: ``Problem``, which never holds any part of the user information.
  public static func parse(
    _ text: String
  ) throws(Problem) -> (address: HistorianAddress, user: String?, password: Secret?) {
    let text = text.trimmingWhitespace()
    guard !text.isEmpty else { throw .empty }
    guard let separator = text.firstRange(of: "://") else { throw .missingScheme }
    let scheme = text[..<separator.lowerBound].lowercased()
    guard scheme == "http" || scheme == "https" else { throw .unsupportedScheme(scheme) }
    let rest = text[separator.upperBound...]
    guard !rest.contains("?"), !rest.contains("#") else { throw .unexpectedQuery }
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    var authority = rest[..<slash]
    var user: String?
    var password: Secret?
    if let at = authority.lastIndex(of: "@") {
      let parts = authority[..<at].split(
        separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      user = String(parts[0]).percentDecoded
      password = parts.count > 1 ? Secret(String(parts[1]).percentDecoded) : nil
      authority = authority[authority.index(after: at)...]
    }
    let (host, port) = try hostAndPort(authority)
    let path = String(rest[slash...]).removingTrailingSlashes()
    let address = HistorianAddress(
      scheme: scheme, host: host, port: port == defaultPort(of: scheme) ? nil : port, path: path)
    return (address, user?.isEmpty == true ? nil : user, password)
  }

  /// The address as text; two spellings of one address give the same text.
  public var description: String {
    "\(scheme)://\(host)" + (port.map { ":\($0)" } ?? "") + path
  }

  /// Whether this is a Cloudant service, which limits requests per second.
  public var isCloudant: Bool {
    host.hasSuffix(".cloudant.com") || host.hasSuffix(".cloudantnosqldb.appdomain.cloud")
  }

  /// Whether credentials meant for the other address may be sent to this one.
  public func isSameServer(as other: HistorianAddress) -> Bool {
    scheme == other.scheme && host == other.host && port == other.port
  }

  /// The URL of a path below the address.
  ///
  /// - Parameters:
  ///   - segments: Path segments, not yet encoded.
  ///   - query: Names and values, not yet encoded.
  public func url(_ segments: [String], query: [(name: String, value: String)] = []) -> String {
    var url = description + "/" + segments.map(\.percentEncoded).joined(separator: "/")
    if !query.isEmpty {
      url += "?" + query.map { "\($0.name)=\($0.value.percentEncoded)" }.joined(separator: "&")
    }
    return url
  }

  private static func hostAndPort(
    _ authority: Substring
  ) throws(Problem) -> (host: String, port: Int?) {
    guard !authority.isEmpty else { throw .missingHost }
    var host = authority
    var portText: Substring?
    if let bracket = authority.lastIndex(of: "]") {
      host = authority[...bracket]
      let rest = authority[authority.index(after: bracket)...]
      if rest.hasPrefix(":") { portText = rest.dropFirst() }
    } else if let colon = authority.lastIndex(of: ":") {
      host = authority[..<colon]
      portText = authority[authority.index(after: colon)...]
    }
    guard !host.isEmpty else { throw .missingHost }
    let isPossible = host.allSatisfy { $0 > " " && !"\\<>\"{}|^`%".contains($0) }
    guard isPossible else { throw .invalidHost }
    guard let portText, !portText.isEmpty else { return (host.lowercased(), nil) }
    guard let port = Int(portText), (1...65535).contains(port) else {
      throw .invalidPort(String(portText))
    }
    return (host.lowercased(), port)
  }

  private static func defaultPort(of scheme: String) -> Int { scheme == "https" ? 443 : 80 }
}
