/// Asks a historian one cheap question, to see whether it answers and takes the credentials.
public struct HistorianCheck: Sendable {
  public enum Outcome: Sendable, Equatable {
    /// It answers, and the credentials are good.
    case good
    /// It answers; the credentials do not allow what was asked, which says little about others.
    case limited
  }

  private let client: HistorianClient

  public init(access: HistorianAccess, transport: any HTTPTransport, policy: RetryPolicy) {
    client = HistorianClient(access: access, transport: transport, policy: policy)
  }

  /// - Parameter bucket: A database that was pulled before; without one, the list is asked for,
  ///   which many may not read.
  /// - Throws: ``HistorianError`` where it cannot be reached, makes no sense or refuses.
  public func run(bucket: String?) async throws -> Outcome {
    if let bucket {
      _ = try await client.info(of: bucket)
      return .good
    }
    do {
      _ = try await client.databaseNames(from: "iotp_", to: "iotp_")
      return .good
    } catch is Refusal {
      return .limited
    }
  }
}
