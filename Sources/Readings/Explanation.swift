/// Why a movement was taken for what it was: what was felt, how likely every kind was, and what would
/// have changed the decision. Values only; detection fills them, reports show them.
public struct Explanation: Equatable, Sendable {
  /// The movement as the decision has it.
  public var episode: Episode
  public var kind: Kind
  /// The opening that begins with it; `nil` where it was not counted.
  public var opening: Opening?
  /// Further openings that the proximity sensor parted within the same movement.
  public var reopenings: [Opening] = []
  /// Whether an opening was counted here.
  public var isCounted: Bool { kind.isOpening || !reopenings.isEmpty }
  /// The same under a change: what the sensor parted is parted as before where the kind stays, and
  /// never without the sensor.
  public func isCounted(under variation: Variation) -> Bool {
    guard let changed = variation.kind else { return false }
    return changed.isOpening
      || (changed == kind && isCounted && variation.change != .withoutProximity
        && variation.change != .withoutProximityAllDay)
  }
  /// The movements before and after it that the same day decided.
  public var previous: Episode?
  public var next: Episode?
  public var trace = Trace()
  public var measures = Measures()
  public var evidence = Evidence()
  /// The decision again under one change each.
  public var variations: [Variation] = []

  public init(episode: Episode, kind: Kind) {
    self.episode = episode
    self.kind = kind
  }

  /// What a movement can have been, together with whether the door was open before it.
  public enum Kind: String, CaseIterable, Sendable {
    case nothingWhileClosed = "nothing-while-closed"
    case opening
    case closing
    case openingAndClosing = "opening-and-closing"
    case nothingWhileOpen = "nothing-while-open"
    /// Nearly closed: the door stands ajar from then on.
    case closingToAjar = "closing-to-ajar"
    /// Whatever happened while the door stood ajar: it was open before.
    case movementWhileAjar = "movement-while-ajar"

    /// Whether it is counted.
    public var isOpening: Bool { self == .opening || self == .openingAndClosing }
    /// Whether the door is open before it, and after it.
    public var startsOpen: Bool {
      switch self {
      case .closing, .nothingWhileOpen, .closingToAjar, .movementWhileAjar: true
      case .nothingWhileClosed, .opening, .openingAndClosing: false
      }
    }
    public var endsOpen: Bool {
      switch self {
      case .opening, .nothingWhileOpen, .closingToAjar, .movementWhileAjar: true
      case .nothingWhileClosed, .openingAndClosing, .closing: false
      }
    }
  }
}

extension Explanation {
  /// The readings around a movement as columns: element *i* of every array belongs to reading *i*.
  public struct Trace: Equatable, Sendable {
    /// [ms UTC]
    public var measuredAt: [Int64] = []
    /// Distance from rest of single readings, and of means of five [m/s²].
    public var magnitude: [Double] = []
    public var slowMagnitude: [Double] = []
    /// Deviation from rest in the door's axes [m/s²]: along its normal, positive in the opening
    /// direction; towards the hinges; across both.
    public var normal: [Double] = []
    public var radial: [Double] = []
    public var third: [Double] = []
    /// Whether the proximity sensor was covered; empty without a sensor.
    public var isCovered: [Bool] = []
    /// Time that a reading stands for [ms].
    public var period: Int64 = 200
    /// A spacing above this is a gap [ms].
    public var gapLimit: Int64 = 5000
    /// In the direction of the strongest reading [m/s²].
    public var thresholds = Thresholds()

    public init() {}
  }

  /// Where a movement starts and below what it ends [m/s²], for single readings and means of five.
  public struct Thresholds: Equatable, Sendable {
    public var on = 0.0
    public var off = 0.0
    public var slowOn = 0.0
    public var slowOff = 0.0

    public init() {}
  }

  /// How the readings of a movement hang together.
  public enum Texture: String, CaseIterable, Sendable {
    /// As a swing of the door, as a knock, or neither plainly.
    case smooth, rough, mixed
  }

  /// Which way a movement swung.
  public enum Swing: String, CaseIterable, Sendable { case opening, closing, unclear }

  /// What was measured of the movement.
  public struct Measures: Equatable, Sendable {
    /// Whether anything was felt: `false` for a change of the proximity sensor alone.
    public var isFelt = true
    /// From the first to the last raised reading [s].
    public var seconds = 0.0
    /// Strongest reading, and strongest mean of five [m/s²].
    public var peak = 0.0
    public var slowPeak = 0.0
    /// Strongest reading [spreads].
    public var peakScore = 0.0
    /// Correlation of neighbouring readings, −1…1: about 0.2 for knocks, 0.7–0.8 for swings; and the
    /// same with each reading capped, so that a slam does not hide a swing.
    public var smoothness = 0.0
    public var cappedSmoothness = 0.0
    /// The highest of any two seconds, capped as well.
    public var smoothestPart = 0.0
    public var texture = Texture.mixed
    /// Share of the energy along the door's normal and towards its hinges, 0…1.
    public var normalShare = 0.0
    public var radialShare = 0.0
    /// How well the pull towards the hinges follows the squared speed, −1…1: a rigid door gives 1.
    public var centripetalAgreement = 0.0
    /// Which way it swung, −1 (as a closing)…1 (as an opening).
    public var direction = 0.0
    public var swing = Swing.unclear
    /// The first and the last push along the normal, as shares of all pushing, −1…1.
    public var firstPush = 0.0
    public var lastPush = 0.0
    /// How far it swung back in the same movement, 0…1.
    public var turnBack = 0.0
    /// Largest change from one reading to the next [m/s²]: a slam, or a knock.
    public var jump = 0.0
    /// Time to the movements before and after [s]; `nil` for ten minutes and more.
    public var secondsBefore: Double?
    public var secondsAfter: Double?
    /// Strongest mean of five against the day's usual one, as a factor.
    public var strengthFactor = 1.0
    /// Place among the movements of the day and its margins by strongest mean of five; 1 is the
    /// strongest.
    public var rank = 1
    public var movementCount = 1
    /// Whether the rule for rows of knocks decided: long, and no two seconds of it smooth.
    public var isRowOfKnocks = false
    /// What its weakness against the day's usual push cost it as an opening [nats].
    public var weaknessCost = 0.0
    /// Strongest mean of five against how far the level wanders nearby, as a factor; `nil` where too
    /// little was recorded around it. And what its nearness cost it as an opening [nats].
    public var wanderFactor: Double?
    public var wanderCost = 0.0
    /// How far the phone turned about the hinges, positive as an opening [degrees]; `nil` for a phone
    /// without gyroscope and compass.
    public var turnedDegrees: Double?
    /// Light after the movement against before; `nil` for a phone without the sensor.
    public var lightFactor: Double?
    public init() {}
  }

  /// What spoke for every kind.
  public struct Evidence: Equatable, Sendable {
    /// A line a kind, in the order of `Kind`.
    public var kinds: [KindEvidence] = []
    /// Probability that the door was open before and after the movement, given the whole day.
    public var openBefore = 0.0
    public var openAfter = 0.0
    /// How much the course of the day that counts the movement as an opening is more likely than
    /// the best that does not [nats]; negative where it is less likely.
    public var support = 0.0
    /// How far the proximity sensor counted, 0…1; `nil` without a sensor.
    public var proximityWeight: Double?
    public var proximity: Proximity?
    /// How much more likely the day's best reading is than the best with opening and closing
    /// swapped [nats].
    public var directionMargin = 0.0
    public var habit = Habit.usual

    public init() {}
  }

  /// What seems to have been common around the door that day.
  public enum Habit: String, Sendable {
    case usual
    /// The door was often left open by a gap.
    case oftenAjar = "often_ajar"
    /// Hardly anything but the door moved.
    case undisturbed
  }

  /// What the proximity sensor did around the movement.
  public struct Proximity: Equatable, Sendable {
    public var wasCovered: Bool
    public var isCovered: Bool
    /// It changed inside and came back.
    public var hasExcursion: Bool
    /// Whether the closed door covers it, or only the wide open one.
    public var isCoveredWhenClosed: Bool

    public init(
      wasCovered: Bool, isCovered: Bool, hasExcursion: Bool, isCoveredWhenClosed: Bool
    ) {
      self.wasCovered = wasCovered
      self.isCovered = isCovered
      self.hasExcursion = hasExcursion
      self.isCoveredWhenClosed = isCoveredWhenClosed
    }
  }

  /// What spoke for one kind [nats: natural logarithms of probabilities].
  public struct KindEvidence: Equatable, Sendable {
    public var kind: Kind
    /// How much what was felt, and what the proximity sensor did, speak for the kind, relative to the
    /// best one. The second is 0 where the sensor does not count.
    public var motion = 0.0
    public var proximity = 0.0
    /// Logarithm of how common the kind is from its state of the door.
    public var prior = 0.0
    /// How much the best course of the day with this kind falls short of the decided one; 0 for the
    /// kind decided.
    public var shortfall = 0.0
    /// Probability given everything, 0…1.
    public var posterior = 0.0

    public init(kind: Kind) { self.kind = kind }
  }

  /// The decision under one change.
  public struct Variation: Equatable, Sendable {
    public enum Change: String, CaseIterable, Sendable {
      /// What was felt of this movement left out.
      case withoutMotion = "without-motion"
      /// What the proximity sensor did around this movement left out; and the sensor all day.
      case withoutProximity = "without-proximity"
      case withoutProximityAllDay = "without-proximity-all-day"
      /// All kinds equally common.
      case withoutPrior = "without-prior"
      /// Decided alone, the door as likely open as closed before it and after it.
      case withoutNeighbours = "without-neighbours"
      /// Opening and closing direction swapped all day.
      case otherDirection = "other-direction"
      /// Thresholds × 0.8 and × 1.25.
      case lowerThresholds = "lower-thresholds"
      case higherThresholds = "higher-thresholds"
    }

    public var change: Change
    /// `nil` where there is no movement then.
    public var kind: Kind?
    /// As `Evidence.support`; `nil` where readings are detected anew.
    public var support: Double?

    public init(change: Change, kind: Kind?, support: Double? = nil) {
      self.change = change
      self.kind = kind
      self.support = support
    }
  }
}
