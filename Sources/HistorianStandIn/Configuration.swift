extension StandIn {
  /// How the stand-in behaves. What is not said is as on a fresh CouchDB without accounts.
  public struct Configuration: Sendable {
    /// Port on 127.0.0.1; 0 takes any free one.
    public var port: UInt16
    /// Folders whose `.ndjson` and `.json` files are databases.
    public var folders: [String]
    /// Who may log in. Without any, everybody may do everything.
    public var accounts: [Account]
    /// Whether even `GET /` needs a login.
    public var requiresValidUser: Bool
    /// Life of a session cookie [s].
    public var cookieSeconds: Int
    /// Gives out tokens for an API key at `/identity/token`; with it, a token is needed.
    public var identityService: IdentityService?
    /// Whether answers to `_all_docs` are kept, so that the same page costs no work again: for
    /// measuring clients. Writing to a database does not change what is kept.
    public var keepsPages: Bool
    /// Wait before every answer [ms].
    public var delayMilliseconds: Int
    /// Whether bodies are compressed for clients that accept gzip. Cloudant does, CouchDB does not.
    public var compresses: Bool
    /// Requests a second of each class before 429.
    public var maxRequestsPerSecond: Int?
    /// `Retry-After` of 429 [s]; Cloudant leaves it out at times.
    public var retryAfterSeconds: Int?
    /// Most changes in one answer.
    public var changesLimit: Int?
    public var faults: [Fault]
    /// File to which a line is added for each request.
    public var logPath: String?

    public init(
      port: UInt16 = 0, folders: [String] = [], accounts: [Account] = [],
      requiresValidUser: Bool = false, cookieSeconds: Int = 600,
      identityService: IdentityService? = nil, keepsPages: Bool = false,
      delayMilliseconds: Int = 0, compresses: Bool = false, maxRequestsPerSecond: Int? = nil,
      retryAfterSeconds: Int? = nil,
      changesLimit: Int? = nil, faults: [Fault] = [], logPath: String? = nil
    ) {
      self.port = port
      self.folders = folders
      self.accounts = accounts
      self.requiresValidUser = requiresValidUser
      self.cookieSeconds = cookieSeconds
      self.identityService = identityService
      self.keepsPages = keepsPages
      self.delayMilliseconds = delayMilliseconds
      self.compresses = compresses
      self.maxRequestsPerSecond = maxRequestsPerSecond
      self.retryAfterSeconds = retryAfterSeconds
      self.changesLimit = changesLimit
      self.faults = faults
      self.logPath = logPath
    }
  }
}
