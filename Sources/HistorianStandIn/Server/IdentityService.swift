import Foundation

/// IBM's token service: an API key in, a token for an hour out.
///
/// Reference: IBM Cloud API, "IAM Identity Services, Create an IAM access token for an API key".
public struct IdentityService: Sendable {
  static let path = ["identity", "token"]
  private static let grantType = "urn:ibm:params:oauth:grant-type:apikey"

  private let key: String
  private let lifeSeconds: Int
  /// When each token ends.
  private var tokens: [String: Date] = [:]

  /// - Parameters:
  ///   - key: The one key that is known.
  ///   - lifeSeconds: Life of a token [s].
  public init(key: String, lifeSeconds: Int = 3600) {
    self.key = key
    self.lifeSeconds = lifeSeconds
  }

  /// Tokens given out so far.
  var issuedCount: Int { tokens.count }

  func accepts(_ token: String, at now: Date = Date()) -> Bool {
    tokens[token].map { now < $0 } ?? false
  }

  /// Makes every token invalid that was given out before.
  mutating func expireTokens() { for token in tokens.keys { tokens[token] = .distantPast } }

  mutating func answer(_ call: Call, at now: Date = Date()) -> Answer {
    guard call.method == "POST" else { return Refusal.methodNotAllowed("POST").answer }
    let form = call.form
    guard form["grant_type"] == Self.grantType else {
      return Self.refusal("BXNIM0101E", "Property 'grant_type' is missing or not supported.")
    }
    guard form["apikey"] == key else {
      return Self.refusal("BXNIM0415E", "Provided API key could not be found.")
    }
    let token = "token-\(tokens.count + 1)-\(UUID().uuidString)"
    let end = now.addingTimeInterval(Double(lifeSeconds))
    tokens[token] = end
    return .json(
      .members([
        "access_token": .text(token), "refresh_token": .text("not_supported"),
        "token_type": .text("Bearer"), "expires_in": .integer(lifeSeconds),
        "expiration": .integer(Int(end.timeIntervalSince1970)), "scope": .text("ibm openid"),
      ]))
  }

  private static func refusal(_ code: String, _ message: String) -> Answer {
    .json(
      .members(["errorCode": .text(code), "errorMessage": .text(message)]), status: 400)
  }
}
