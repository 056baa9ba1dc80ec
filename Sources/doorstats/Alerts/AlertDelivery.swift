import Foundation
import Ingest
import Store

/// Hands one alert to the command or webhook of its rule.
struct AlertDelivery {
  let sender: WebhookSender

  /// What commands are told of an alert in their environment, beside the whole on standard input.
  struct Fields: Decodable {
    var key: String
    var rule: String
    var kind: String
    var device: String
    var at: String
    var title: String
    var message: String

    init(body: String) throws {
      self = try JSONDecoder().decode(Self.self, from: Data(body.utf8))
    }

    var environment: [String: String] {
      [
        "KEY": key, "RULE": rule, "KIND": kind, "DEVICE": device, "AT": at, "TITLE": title,
        "MESSAGE": message,
      ].reduce(into: [:]) { result, pair in
        result["DOORSTATS_ALERT_" + pair.key] = pair.value.replacing("\0", with: "")
      }
    }
  }

  /// - Returns: Why it failed, or `nil`.
  /// - Throws: Where the program was interrupted.
  func deliver(_ alert: AlertRecord, by configured: ConfiguredAlert) async throws -> Failure? {
    let fields = try Fields(body: alert.body)
    do {
      if case .command(let words, let isShell) = configured.delivery {
        try ChildCommand(words: words, isShell: isShell, environment: fields.environment)
          .run(input: alert.body + "\n")
      } else if let webhook = try configured.webhook() {
        let sender = sender
        let (body, key) = (alert.body, alert.key)
        try await Interruption.cancelling { try await sender.send(body, key: key, to: webhook) }
      }
      return nil
    } catch let failure as Failure where Interruption.isRequested {
      throw failure
    } catch let failure as Failure {
      return failure
    } catch let error as WebhookError {
      return Failure(error.status, "\(error)")
    } catch let problem as ChildCommand.Problem {
      return Failure(
        problem.isMissing ? .configuration : .tryAgain, "its command failed: \(problem.reason)")
    }
  }
}

extension WebhookError {
  fileprivate var status: ExitStatus {
    switch self {
    case .unreachable, .untrusted: .unreachable
    case .unavailable: .tryAgain
    case .unauthorized: .credentials
    case .refused: .nonsense
    }
  }
}
