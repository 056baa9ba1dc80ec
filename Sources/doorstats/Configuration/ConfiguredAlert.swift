import Foundation
import Ingest
import Report
import TOMLKit

/// An `[alert.NAME]` of the configuration: a rule, and who is told.
struct ConfiguredAlert: Sendable {
  /// What takes an alert.
  enum Delivery: Sendable, Equatable {
    /// Nothing: it is shown, and the exit code tells.
    case none
    /// Words of a command, or one text for the shell.
    case command([String], isShell: Bool)
    /// A webhook at an address that stands in the file.
    case webhook(String)
    /// A webhook whose address is a secret: kind of the reference, and its place.
    case secretWebhook(kind: String, place: String)
  }

  let rule: AlertRule
  let delivery: Delivery
  /// ntfy's topic.
  let topic: String?
  /// A token for the webhook: kind of the reference, and its place.
  let token: (kind: String, place: String)?
  /// As they stand in the file.
  let values: [String: Configuration.Value]

  private static let conditions = [
    "open_longer_than", "opened_between", "unusual", "not_opened_for", "silent_for",
  ]
  private static let secretKinds = ["file", "command", "credential"]
  private static let deliveries = ["command", "webhook"] + secretKinds.map { "webhook_\($0)" }
  private static let tokens = secretKinds.map { "bearer_token_\($0)" }
  static let names = conditions + ["weekdays", "devices", "topic"] + deliveries + tokens

  /// What is wrong with an alert, and what to do about it.
  struct Problem: Error {
    var what: String
    var advice = "correct the file"

    init(_ what: String, advice: String = "correct the file") {
      self.what = what
      self.advice = advice
    }
  }

  /// - Throws: `Problem`.
  init(name: String, _ table: TOMLTable) throws {
    guard name.utf8.count <= 64, !name.isEmpty,
      name.utf8.allSatisfy({ $0.isLetterOrDigit || $0 == 0x2d || $0 == 0x5f })
    else { throw Problem("a name has letters, digits, - and _") }
    let values = try Self.values(of: table)
    self.values = values
    let given = Self.conditions.filter { values[$0] != nil }
    guard given.count == 1, let condition = given.first else {
      throw Problem("it needs one of \(Self.conditions.joined(separator: ", "))")
    }
    rule = AlertRule(
      name: name, condition: try Self.condition(condition, values),
      devices: values["devices"]?.words ?? [])
    delivery = try Self.delivery(values)
    topic = values["topic"]?.text
    token = Self.reference("bearer_token", in: values)
    let isForWebhook = Self.isWebhook(delivery)
    guard isForWebhook || (topic == nil && token == nil) else {
      throw Problem("topic and bearer_token_… go with a webhook")
    }
  }

  private static func isWebhook(_ delivery: Delivery) -> Bool {
    switch delivery {
    case .webhook, .secretWebhook: true
    case .none, .command: false
    }
  }

  /// The webhook, whose secrets are fetched now; `nil` for other deliveries.
  func webhook() throws -> Webhook? {
    let url: String
    switch delivery {
    case .none, .command: return nil
    case .webhook(let text): url = text
    case .secretWebhook(let kind, let place):
      url = try SecretReference(
        name: "alert.\(rule.name).webhook_\(kind)", kind: kind, place: place
      ).secret()
    }
    let bearer = try token.map {
      try SecretReference(
        name: "alert.\(rule.name).bearer_token_\($0.kind)", kind: $0.kind, place: $0.place
      ).secret()
    }
    do { return try Webhook(url: url, bearer: bearer) } catch {
      throw Failure(
        .configuration, "not an address: the webhook of alert.\(rule.name): \(error.words)",
        advice: "give it as https://HOST/…")
    }
  }

  // MARK: Reading

  private static func values(of table: TOMLTable) throws -> [String: Configuration.Value] {
    var values: [String: Configuration.Value] = [:]
    for key in table.keys {
      guard names.contains(key) else {
        guard key != "bearer_token" else {
          throw Problem("\(key): a secret does not stand in this file", advice: "use \(key)_file")
        }
        let nearest = NearestName.of(key, in: names)
        throw Problem(
          "unknown key \(key)",
          advice: nearest.map { "did you mean \($0)?" }
            ?? "there are: \(names.joined(separator: ", "))")
      }
      let value = table[key]
      if key == "unusual" {
        guard value?.bool == true else { throw Problem("unusual must be true, or left out") }
        values[key] = .flag(true)
      } else if let text = value?.string {
        values[key] = .words([text])
      } else if ["devices", "weekdays", "command"].contains(key), let array = value?.array,
        case let texts = array.compactMap({ $0.string }), texts.count == array.count, !texts.isEmpty
      {
        values[key] = .list(texts)
      } else {
        throw Problem("\(key) must be a text")
      }
    }
    return values
  }

  private static func condition(
    _ name: String, _ values: [String: Configuration.Value]
  ) throws -> AlertRule.Condition {
    let text = values[name]?.text ?? ""
    guard name == "opened_between" || values["weekdays"] == nil else {
      throw Problem("weekdays goes with opened_between")
    }
    switch name {
    case "opened_between":
      guard let window = DailyWindow(text, weekdays: values["weekdays"]?.words ?? []) else {
        throw Problem(
          "opened_between is no time of day: \(text)",
          advice: "write \"22:00-06:00\"; weekdays as [\"mon\", \"tue\"]")
      }
      return .opened(window)
    case "unusual": return .unusual
    default:
      guard let time = DurationArgument(argument: text)?.milliseconds, time > 0 else {
        throw Problem("\(name) is no length of time: \(text)", advice: "write 90s, 10m, 2h or 1d")
      }
      switch name {
      case "open_longer_than": return .leftOpen(time)
      case "not_opened_for": return .notOpened(time)
      default: return .silent(time)
      }
    }
  }

  private static func delivery(_ values: [String: Configuration.Value]) throws -> Delivery {
    let given = deliveries.filter { values[$0] != nil }
    guard given.count <= 1 else { throw Problem("\(given[0]) and \(given[1]) are one too many") }
    guard let name = given.first else { return .none }
    if name == "command", case .list(let words) = values[name] {
      return .command(words, isShell: false)
    }
    let text = values[name]?.text ?? ""
    switch name {
    case "command": return .command([text], isShell: true)
    case "webhook":
      guard !text.contains("@"), !text.contains("/key/") else {
        throw Problem(
          "a secret stands in the webhook's address",
          advice: "use webhook_file, webhook_command or webhook_credential")
      }
      do { _ = try Webhook(url: text) } catch {
        throw Problem("not an address: webhook: \(error.words)", advice: "write https://HOST/…")
      }
      return .webhook(text)
    default:
      return .secretWebhook(kind: String(name.dropFirst("webhook_".count)), place: text)
    }
  }

  private static func reference(
    _ secret: String, in values: [String: Configuration.Value]
  ) -> (kind: String, place: String)? {
    secretKinds.lazy.compactMap { kind in
      values["\(secret)_\(kind)"]?.text.map { (kind, $0) }
    }.first
  }
}

extension UInt8 {
  fileprivate var isLetterOrDigit: Bool {
    (0x30...0x39).contains(self) || (0x41...0x5a).contains(self) || (0x61...0x7a).contains(self)
  }
}

extension Configuration.Value {
  /// The texts of a list, or the one text.
  var words: [String] {
    switch self {
    case .words(let words), .list(let words): words
    case .flag: []
    }
  }

  /// The text, where there is one.
  var text: String? { words.count == 1 ? words[0] : nil }
}
