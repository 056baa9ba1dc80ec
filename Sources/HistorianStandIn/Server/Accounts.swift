import Foundation

/// Somebody who may log in.
public struct Account: Sendable {
  public var name: String
  public var password: String
  public var isAdmin: Bool

  public init(name: String, password: String, isAdmin: Bool = true) {
    self.name = name
    self.password = password
    self.isAdmin = isAdmin
  }
}

/// Who sent a request.
struct Caller: Sendable {
  enum Handler: String { case cookie, `default` }

  /// `nil` for the anonymous.
  var name: String?
  var isAdmin: Bool
  var handler: Handler?

  static let anonymous = Caller(name: nil, isAdmin: false, handler: nil)
}

/// Logins, cookies and the lock-out after bad passwords.
struct Accounts: Sendable {
  private let accounts: [Account]
  private let requiresValidUser: Bool
  private let cookieSeconds: Int
  var identityService: IdentityService?
  private var secret = UUID().uuidString
  /// Moments of bad logins by name.
  private var failures: [String: [Date]] = [:]

  /// After so many bad logins within `lockoutSeconds` an account is locked.
  private static let lockoutThreshold = 5
  private static let lockoutSeconds = 300.0

  init(_ configuration: StandIn.Configuration) {
    accounts = configuration.accounts
    requiresValidUser = configuration.requiresValidUser
    cookieSeconds = configuration.cookieSeconds
    identityService = configuration.identityService
  }

  /// Who is calling. Without any account everybody is an administrator, as on a fresh server.
  mutating func caller(of call: Call, at now: Date = Date()) throws -> Caller {
    guard !accounts.isEmpty || identityService != nil else {
      return Caller(name: nil, isAdmin: true, handler: nil)
    }
    let isLogin = call.segments == ["_session"] && call.method == "POST"
    if isLogin { return .anonymous }
    if let caller = try tokenCaller(call, now) { return caller }
    if let caller = try basicCaller(call, now) { return caller }
    if let caller = try cookieCaller(call, now) { return caller }
    if requiresValidUser { throw challenged(.unauthorized("Authentication required.")) }
    return .anonymous
  }

  /// Whoever shows a token of the identity service may do everything, as its API key may.
  private func tokenCaller(_ call: Call, _ now: Date) throws -> Caller? {
    guard let header = call.headers["authorization"], header.hasPrefix("Bearer ") else {
      return nil
    }
    guard identityService?.accepts(String(header.dropFirst(7)), at: now) == true else {
      throw Refusal(status: 401, error: "unauthorized", reason: "Token is invalid or expired.")
    }
    return Caller(name: "token", isAdmin: true, handler: nil)
  }

  private mutating func basicCaller(_ call: Call, _ now: Date) throws -> Caller? {
    guard let header = call.headers["authorization"], header.hasPrefix("Basic ") else {
      return nil
    }
    let decoded = Data(base64Encoded: String(header.dropFirst(6))) ?? Data()
    let pair = String(decoding: decoded, as: UTF8.self)
      .split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard pair.count == 2 else { return nil }
    do {
      var caller = try logIn(String(pair[0]), String(pair[1]), at: now)
      caller.handler = .default
      return caller
    } catch let refusal as Refusal where refusal.status == 401 {
      throw challenged(refusal)
    }
  }

  private func challenged(_ refusal: Refusal) -> Refusal {
    guard requiresValidUser else { return refusal }
    var refusal = refusal
    refusal.headers.append(("WWW-Authenticate", "Basic realm=\"server\""))
    return refusal
  }

  /// Checks a password, and keeps count of bad ones.
  mutating func logIn(_ name: String, _ password: String, at now: Date = Date()) throws -> Caller {
    let recent = (failures[name] ?? []).filter {
      now.timeIntervalSince($0) < Self.lockoutSeconds
    }
    guard recent.count < Self.lockoutThreshold else {
      throw Refusal.forbidden(
        "Account is temporarily locked due to multiple authentication failures")
    }
    guard let account = accounts.first(where: { $0.name == name && $0.password == password })
    else {
      failures[name] = recent + [now]
      throw Refusal.unauthorized("Name or password is incorrect.")
    }
    failures[name] = nil
    return Caller(name: name, isAdmin: account.isAdmin, handler: nil)
  }

  // MARK: Cookies

  /// The value of a fresh `AuthSession`: name, time and signature.
  func cookie(for name: String, at now: Date = Date()) -> String {
    let claim = "\(name):\(String(Int(now.timeIntervalSince1970), radix: 16, uppercase: true))"
    return SequenceToken.base64URL(Bytes(claim.utf8) + [UInt8(ascii: ":")] + signature(of: claim))
  }

  /// Makes every cookie and token invalid that was given out before.
  mutating func expireSessions() {
    secret = UUID().uuidString
    identityService?.expireTokens()
  }

  /// `Set-Cookie` with a value, or empty to log out.
  func setCookie(_ value: String, at now: Date = Date()) -> (String, String) {
    let expires = HTTPDate.cookie(now.addingTimeInterval(Double(cookieSeconds)))
    let attributes = "Version=1; Expires=\(expires); Max-Age=\(cookieSeconds); Path=/; HttpOnly"
    return ("Set-Cookie", "AuthSession=\(value); \(attributes)")
  }

  private func signature(of claim: String) -> Bytes {
    MD5.digest(of: Bytes("\(secret)\(claim)".utf8))
  }

  private static func sessionCookie(_ call: Call) -> String? {
    call.headers["cookie"]?.split(separator: ";").lazy
      .map { $0.trimmingCharacters(in: .whitespaces) }
      .first { $0.hasPrefix("AuthSession=") }
      .map { String($0.dropFirst("AuthSession=".count)) }
  }

  /// An expired or foreign cookie is as good as none; one that is no cookie at all is refused.
  private func cookieCaller(_ call: Call, _ now: Date) throws -> Caller? {
    guard let value = Self.sessionCookie(call), !value.isEmpty else { return nil }
    guard let bytes = SequenceToken.bytes(ofBase64URL: value),
      case let parts = bytes.split(
        separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false),
      parts.count == 3, let time = Int(String(decoding: parts[1], as: UTF8.self), radix: 16)
    else {
      throw Refusal.badRequest("Malformed AuthSession cookie. Please clear your cookies.")
    }
    let name = String(decoding: parts[0], as: UTF8.self)
    let claim = "\(name):\(String(decoding: parts[1], as: UTF8.self))"
    guard Bytes(parts[2]) == signature(of: claim),
      now.timeIntervalSince1970 < Double(time + cookieSeconds),
      let account = accounts.first(where: { $0.name == name })
    else { return nil }
    return Caller(name: name, isAdmin: account.isAdmin, handler: .cookie)
  }
}

/// Dates as headers write them.
enum HTTPDate {
  /// `Sun, 22 Nov 2026 15:37:08 GMT`
  static func header(_ date: Date) -> String { text(date, separator: " ") }
  /// `Sun, 22-Nov-2026 15:37:08 GMT`
  static func cookie(_ date: Date) -> String { text(date, separator: "-") }

  private static func text(_ date: Date, separator: String) -> String {
    var seconds = time_t(date.timeIntervalSince1970)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let weekday = weekdays[Int(parts.tm_wday)]
    let month = months[Int(parts.tm_mon)]
    let day = [two(parts.tm_mday), month, String(parts.tm_year + 1900)]
      .joined(separator: separator)
    let time = [two(parts.tm_hour), two(parts.tm_min), two(parts.tm_sec)].joined(separator: ":")
    return "\(weekday), \(day) \(time) GMT"
  }

  private static func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
