/// One departure of the door from closed, as inferred.
public struct Opening: Hashable, Sendable {
  /// What the opening was inferred from.
  public struct Evidence: OptionSet, Hashable, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    public static let motion = Evidence(rawValue: 1)
    public static let proximity = Evidence(rawValue: 2)

    /// `motion`, `proximity` or `motion+proximity`.
    public var name: String {
      switch self {
      case .motion: "motion"
      case .proximity: "proximity"
      case [.motion, .proximity]: "motion+proximity"
      default: "none"
      }
    }

    /// The inverse of `name`.
    public init?(name: String) {
      switch name {
      case "motion": self = .motion
      case "proximity": self = .proximity
      case "motion+proximity": self = [.motion, .proximity]
      default: return nil
      }
    }
  }

  /// When the door's movement began [ms UTC].
  public var openedAt: Int64
  /// When it was closed again [ms UTC]; `nil` where the close was not observed.
  public var closedAt: Int64?
  /// Highest score of the movement [spreads].
  public var peakScore: Double
  public var evidence: Evidence
  /// 0…1: the posterior probability that this is an opening.
  public var confidence: Double

  public init(
    openedAt: Int64, closedAt: Int64?, peakScore: Double, evidence: Evidence, confidence: Double
  ) {
    self.openedAt = openedAt
    self.closedAt = closedAt
    self.peakScore = peakScore
    self.evidence = evidence
    self.confidence = confidence
  }
}

/// A maximal stretch of raised score, and what it was taken for.
public struct Episode: Hashable, Sendable {
  /// What a movement was taken for, given whether the door was open before it.
  public enum Kind: String, Sendable, CaseIterable {
    case nothing
    case opening
    case closing
    case openingAndClosing = "opening and closing"
  }

  /// From the first to the last raised reading.
  public var interval: Interval
  public var kind: Kind
  public var peakScore: Double
  public var evidence: Opening.Evidence
  /// 0…1: the posterior probability of `kind`.
  public var confidence: Double
  /// Why it was taken so, in words, for `explain`.
  public var reason: String

  public init(
    interval: Interval, kind: Kind, peakScore: Double, evidence: Opening.Evidence,
    confidence: Double, reason: String
  ) {
    self.interval = interval
    self.kind = kind
    self.peakScore = peakScore
    self.evidence = evidence
    self.confidence = confidence
    self.reason = reason
  }
}
