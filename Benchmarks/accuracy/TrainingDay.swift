import Detect
import Readings
import Simulate

/// A simulated day as the fit sees it: the movements' features, and what they truly were.
struct TrainingDay: Sendable {
  /// For each of the day's axes, the features of every movement.
  var rows: [[[Float]]]
  var patterns: [Proximity.Pattern?]
  /// Time since the movement before, or the day's start [s].
  var secondsBefore: [Double]
  var proximityWeight: Double
  /// The kinds that each movement can truly have been.
  var allowed: [KindSet]
  /// Which axes are the door's, and whether their normal points against the opening direction.
  var trueAxes: Int
  var isMirrored: Bool
  /// How often the day counts in an epoch, 0…1.
  var weight: Double

  var count: Int { allowed.count }

  /// A day with more movements than this teaches nothing but its own oddity.
  static let mostMovements = 1500
  /// A day counts in full up to this many movements, and offices, of which there are many alike, less.
  static let usualMovements = 250.0
  static let officeWeight = 0.2

  /// - Parameter readings: Of the day, or a recording of a part of it.
  init(
    _ day: Interval, _ truth: Truth, _ readings: ReadingColumns<Float>, _ preset: Preset,
    weight: Double
  ) {
    let analysis = DayAnalysis(
      of: readings, within: day, margin: Detector.margin, sensitivity: 1, sensorMayFail: false)
    allowed = Labelling.allowedKinds(of: analysis, truth)
    let kinds = Labelling.kinds(of: analysis, labels: truth.labels)
    (trueAxes, isMirrored) = Labelling.trueDirection(analysis, kinds)
    rows = analysis.features
    patterns = analysis.movements.indices.map(analysis.tellingPattern)
    var end = day.start
    secondsBefore = analysis.movements.indices.map { i in
      defer { end = analysis.end(i) }
      return Double(max(0, analysis.start(i) - end)) / 1000
    }
    proximityWeight = Detector.proximityWeight(trust: analysis.proximity?.trust)
    let count = Double(max(1, allowed.count))
    self.weight =
      allowed.count > Self.mostMovements
      ? 0
      : weight * min(1, Self.usualMovements / count)
        * (preset == .office ? Self.officeWeight : 1)
  }

  /// The movements whose kind is plain, in the door's own direction.
  ///
  /// - Parameter share: Of the movements, every so many-th is left out of busy days.
  func examples(weight: Double, share: Double, _ random: inout Random) -> [Example] {
    guard self.weight > 0, rows.indices.contains(trueAxes) else { return [] }
    return allowed.indices.compactMap { i in
      guard let kind = allowed[i].only, Double.random(in: 0..<1, using: &random) < share
      else { return nil }
      let row = rows[trueAxes][i]
      return Example(
        features: isMirrored ? Feature.mirrored(row) : row, kind: kind, weight: weight)
    }
  }
}

/// Kinds as a set of bits.
struct KindSet: Sendable {
  private var bits: UInt16 = 0

  static let all = KindSet(MovementKind.allCases)
  init(_ kinds: [MovementKind]) { for kind in kinds { bits |= 1 << kind.rawValue } }

  /// Whether nothing happened to the door, for certain.
  var isNothing: Bool {
    MovementKind.allCases.allSatisfy { $0.isNothing || !contains($0.rawValue) }
  }

  func contains(_ kind: Int) -> Bool { bits & (1 << kind) != 0 }
  /// The kind, where it is the only one.
  var only: MovementKind? {
    bits.nonzeroBitCount == 1 ? MovementKind(rawValue: bits.trailingZeroBitCount) : nil
  }
}
