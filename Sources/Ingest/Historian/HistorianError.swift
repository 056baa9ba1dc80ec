/// Why a pull could not be done, or not completed.
///
/// Each case has one line of description that says what happened, with what, and what to do next.
/// No case holds a secret.
public enum HistorianError: Error, Sendable, Equatable {
  /// The text is no address of a historian.
  case invalidAddress(HistorianAddress.Problem)
  /// No address was given and none is configured.
  case missingAddress
  /// A credentials file that was named cannot be read.
  case unreadableCredentialFile(path: String)
  /// The configured credentials contradict themselves or lack a part.
  case incompleteCredentials(source: String, problem: String)

  /// The historian asks for credentials, and there are none.
  case credentialsMissing(host: String)
  /// The historian, or the token service, refused the credentials.
  case credentialsRefused(host: String, answer: String)
  /// The account is locked for a while after too many wrong passwords.
  case accountLocked(host: String, answer: String)
  /// The user may not read this.
  case forbidden(what: String, answer: String)

  /// No database of that name, and none was ever pulled.
  case noSuchDatabase(name: String)
  /// A family or pattern matches no database.
  case nothingMatches(pattern: String)
  /// Only an administrator may list databases, and without a range their names cannot be guessed.
  case discoveryForbidden(pattern: String, answer: String)
  /// `--db` is not a possible database name or pattern.
  case invalidDatabaseName(String)

  /// No connection after all retries.
  case unreachable(address: String, fault: TransportFault)
  /// Connected, but no complete answer after all retries.
  case unavailable(what: String, attempts: Int, reason: String)
  /// Still limited after all retries.
  case rateLimited(attempts: Int, answer: String)
  /// The server's certificate is not trusted.
  case untrusted(address: String, detail: String)

  /// The server refused the request as wrong.
  case badRequest(what: String, status: Int, answer: String)
  /// The address answers with a redirect; credentials are not sent there.
  case redirected(from: String, to: String)
  /// The answer makes no sense.
  case nonsense(what: String, detail: String)

  /// The kinds of failure that a script tells apart by the exit code.
  public enum Kind: Sendable, CaseIterable {
    /// Wrong usage: 64.
    case usage
    /// Asked for what does not exist: 66.
    case notFound
    /// The historian cannot be reached: 69.
    case unreachable
    /// Rate limit, time-outs and faults beyond the retries; try again later: 75.
    case temporary
    /// The historian's answer makes no sense: 76.
    case nonsense
    /// Credentials missing or refused: 77.
    case credentials
    /// The configuration is wrong: 78.
    case configuration
  }

  public var kind: Kind {
    switch self {
    case .invalidAddress, .invalidDatabaseName: .usage
    case .missingAddress, .unreadableCredentialFile, .incompleteCredentials: .configuration
    case .credentialsMissing, .credentialsRefused, .accountLocked, .forbidden,
      .discoveryForbidden:
      .credentials
    case .noSuchDatabase, .nothingMatches: .notFound
    case .unreachable, .untrusted: .unreachable
    case .unavailable, .rateLimited: .temporary
    case .badRequest, .redirected, .nonsense: .nonsense
    }
  }

  /// Whether going on with other databases is pointless, or would do harm.
  var endsPull: Bool {
    switch self {
    case .forbidden, .noSuchDatabase, .unavailable, .badRequest, .nonsense: false
    default: true
    }
  }
}

extension HistorianError: CustomStringConvertible {
  /// One line: what happened: with what — what to do next.
  public var description: String { "\(happening) — \(advice)" }

  /// What happened, with what; without advice.
  public var happening: String {
    switch self {
    case .invalidAddress(let problem): "not the address of a historian: \(problem.words)"
    case .missingAddress: "no historian is configured"
    case .unreadableCredentialFile(let path): "cannot read the credentials file: \(path)"
    case .incompleteCredentials(let source, let problem):
      "the credentials are incomplete: \(problem) (\(source))"
    case .credentialsMissing(let host): "the historian asks for credentials: \(host)"
    case .credentialsRefused(let host, let answer):
      "the credentials were refused: \(host): \(answer)"
    case .accountLocked(let host, let answer): "the account is locked: \(host): \(answer)"
    case .forbidden(let what, let answer): "no permission: \(what): \(answer)"
    case .noSuchDatabase(let name): "no such database: \(name)"
    case .nothingMatches(let pattern): "no database matches: \(pattern)"
    case .discoveryForbidden(let pattern, let answer):
      "this user may not list databases: \(pattern): \(answer)"
    case .invalidDatabaseName(let name): "not a database name or pattern: '\(name)'"
    case .unreachable(let address, let fault): "cannot reach the historian: \(address): \(fault)"
    case .unavailable(let what, let attempts, let reason):
      "no complete answer in \(attempts) attempts: \(what): \(reason)"
    case .rateLimited(let attempts, let answer):
      "still rate-limited after \(attempts) attempts: \(answer)"
    case .untrusted(let address, let detail): "no trusted connection: \(address): \(detail)"
    case .badRequest(let what, let status, let answer):
      "the historian refused a request (\(status)): \(what): \(answer)"
    case .redirected(let from, let to): "\(from) redirects to \(to)"
    case .nonsense(let what, let detail):
      "the historian's answer makes no sense: \(what): \(detail)"
    }
  }

  private var advice: String {
    switch self {
    case .invalidAddress: "give it as https://HOST[:PORT]"
    case .missingAddress: "set CLOUDANT_URL or give --url"
    case .unreadableCredentialFile: "check IBM_CREDENTIALS_FILE and the file's permissions"
    case .incompleteCredentials: "see docs/pulling.md for the names"
    case .credentialsMissing:
      "set CLOUDANT_APIKEY, or CLOUDANT_USERNAME and CLOUDANT_PASSWORD"
    case .credentialsRefused: "correct them before trying again; five wrong tries lock an account"
    case .accountLocked: "wait five minutes, correct the credentials, then try again"
    case .forbidden: "ask an administrator for the right to read it"
    case .noSuchDatabase, .nothingMatches: "check the name given with --db"
    case .discoveryForbidden:
      "give --since so that the names can be worked out, or name each database"
    case .invalidDatabaseName: "a database name has no spaces or control characters"
    case .unreachable: "check the address and the network, then pull again"
    case .unavailable, .rateLimited: "pull again later; what was stored stays"
    case .untrusted: "name its authority's certificate in SSL_CERT_FILE"
    case .badRequest: "check that the address is a CouchDB or Cloudant server"
    case .redirected: "give that address with --url if it is right"
    case .nonsense: "check that the address is a CouchDB or Cloudant server"
    }
  }
}

extension HistorianAddress.Problem {
  /// What is wrong with the text, in words.
  public var words: String {
    switch self {
    case .empty: "it is empty"
    case .missingScheme: "http:// or https:// is missing"
    case .unsupportedScheme(let scheme): "\(scheme): is neither http: nor https:"
    case .missingHost: "the host is missing"
    case .invalidHost: "the host has impossible characters"
    case .invalidPort(let port): "\(port) is no port"
    case .unexpectedQuery: "a query or fragment has no place in it"
    }
  }
}
