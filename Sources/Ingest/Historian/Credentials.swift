/// How doorstats shows a historian who is asking.
public enum Credentials: Sendable, Equatable {
  /// An open server, or a password in `~/.netrc`.
  case none
  case basic(user: String, password: Secret)
  /// A session cookie from `POST /_session`.
  case session(user: String, password: Secret)
  /// A token from IBM's token service, for an API key.
  case iam(key: Secret, tokenService: HistorianAddress)
  /// A ready token.
  case bearer(token: Secret)

  /// IBM's public token service.
  public static let publicTokenService = "https://iam.cloud.ibm.com"

  /// The kind, in a word.
  public var kindName: String {
    switch self {
    case .none: "none"
    case .basic: "basic"
    case .session: "session cookie"
    case .iam: "IAM"
    case .bearer: "bearer token"
    }
  }
}

/// A historian's address with the credentials for it, and where they came from.
public struct HistorianAccess: Sendable, Equatable {
  public var address: HistorianAddress
  public var credentials: Credentials
  /// The file or environment that the credentials came from, or `the URL`; `nil` for none.
  public var source: String?

  public init(address: HistorianAddress, credentials: Credentials = .none, source: String? = nil) {
    self.address = address
    self.credentials = credentials
    self.source = source
  }
}
