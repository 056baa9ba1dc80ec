/// What a comparison of the store with the historian found for one bucket.
public struct BucketVerification: Sendable, Equatable {
  public enum State: Sendable, Equatable {
    /// Read to the end, and nothing was written since.
    case upToDate
    /// Read to the end; so many changes came since.
    case behind(changes: Int)
    /// The historian no longer has it; what was pulled stays.
    case gone
    /// The historian has it, and it was never pulled.
    case neverPulled
    /// The pull of it has not come to its end.
    case unfinished
    /// It was made anew since, or its sequences were forgotten: what is newer cannot be told.
    case unknownSequence
    /// It could not be asked about.
    case failed(reason: String)
  }

  public var name: String
  public var state: State
  /// Documents that the historian counts.
  public var historianCount: Int?
  /// Documents that were read of it, whatever became of them.
  public var readCount = 0
  /// Documents that were fetched again and compared.
  public var comparedCount = 0
  /// Readings among them.
  public var comparedReadings = 0
  /// Readings among them that the store does not hold.
  public var missingReadings = 0
  /// Readings among them that the store holds with other values.
  public var differentReadings = 0

  public init(name: String, state: State) {
    self.name = name
    self.state = state
  }

  /// Documents that must have been read and were not, by the counts.
  public var missingDocuments: Int {
    guard let historianCount else { return 0 }
    switch state {
    case .upToDate: return max(0, historianCount - readCount)
    case .behind(let changes): return max(0, historianCount - changes - readCount)
    default: return 0
    }
  }

  /// Whether the store holds all that the historian had at the last pull.
  public var isComplete: Bool {
    switch state {
    case .upToDate, .behind, .gone:
      missingDocuments == 0 && missingReadings == 0 && differentReadings == 0
    case .neverPulled, .unfinished, .unknownSequence, .failed: false
    }
  }
}

/// The result of a comparison with the historian.
public struct VerificationReport: Sendable, Equatable {
  /// By name.
  public var buckets: [BucketVerification]

  public var isComplete: Bool { buckets.allSatisfy(\.isComplete) }
}
