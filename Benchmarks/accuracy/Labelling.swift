import Detect
import Readings
import Simulate

/// What a movement truly was, from the labels.
enum Labelling {
  /// A label's start belongs to a movement that begins at most this long after it [ms].
  static let late: Int64 = 2500
  /// The same for a movement that only the sensor saw: a gentle opening frees it late [ms].
  static let lateUnfelt: Int64 = 4000
  /// A label's end belongs to a movement that ends at most this long before it [ms].
  static let early: Int64 = 1500

  /// The kind of every movement, `nil` where several visits fell into one movement in a way that no
  /// kind describes.
  static func kinds(of analysis: DayAnalysis, labels: [Span]) -> [MovementKind?] {
    var starts = [[Int]](repeating: [], count: analysis.movements.count)
    var ends = starts
    for (number, label) in labels.enumerated() {
      if let i = nearest(to: label.start, analysis, from: late, until: 0) {
        starts[i].append(number)
      }
      if let end = label.end, let i = nearest(to: end, analysis, from: 0, until: early) {
        ends[i].append(number)
      }
    }
    return analysis.movements.indices.map { i in
      let start = analysis.start(i)
      let wasOpen = labels.indices.contains { number in
        let label = labels[number]
        return label.start < start && (label.end ?? .max) > start && !starts[i].contains(number)
      }
      return kind(starts[i], ends[i], wasOpen: wasOpen)
    }
  }

  private static func kind(_ starts: [Int], _ ends: [Int], wasOpen: Bool) -> MovementKind? {
    switch (starts.first, ends.first) {
    case (nil, nil): return wasOpen ? .nothingWhileOpen : .nothingWhileClosed
    case (_?, nil): return .opening
    case (nil, _?): return .closing
    case (let start?, let end?):
      if end < start { return ends.count > starts.count ? .closing : nil }
      return ends.count == starts.count ? .openingAndClosing : .opening
    }
  }

  /// The movement that holds `time`, if it is widened to the front by `from` and to the back by
  /// `until`; the one that begins nearest.
  private static func nearest(
    to time: Int64, _ analysis: DayAnalysis, from: Int64, until: Int64
  ) -> Int? {
    var best: Int?
    for i in analysis.movements.indices {
      let isUnfeltStart = from > 0 && !analysis.movements[i].isFelt
      guard analysis.start(i) - (isUnfeltStart ? lateUnfelt : from) <= time,
        time < analysis.end(i) + until
      else { continue }
      let distance = from > 0 ? abs(analysis.start(i) - time) : abs(analysis.end(i) - time)
      let rival = best.map {
        from > 0 ? abs(analysis.start($0) - time) : abs(analysis.end($0) - time)
      }
      if distance < rival ?? .max { best = i }
    }
    return best
  }

  /// An open door that rests below the first angle may stand ajar, below the second it does [degrees].
  static let widestAjar: Float = 35
  static let leastOpen: Float = 25

  /// The kinds that every movement can truly have been, from the labels and the door's angle before
  /// and after it.
  static func allowedKinds(of analysis: DayAnalysis, _ truth: Truth) -> [KindSet] {
    let angles = truth.angles
    func index(_ time: Int64) -> Int {
      min(angles.count - 1, truth.measuredAt.lowerBound(of: time))
    }
    return kinds(of: analysis, labels: truth.labels).enumerated().map { i, kind in
      guard let kind, !angles.isEmpty else { return .all }
      let before = index(analysis.start(i) - 500)
      let after = max(before, index(analysis.end(i) + 500))
      return KindSet(
        kinds(
          kind, before: angles[before], after: angles[after],
          widest: angles[before...after].max() ?? 0))
    }
  }

  private static func kinds(
    _ kind: MovementKind, before: Float, after: Float, widest: Float
  ) -> [MovementKind] {
    func either(_ angle: Float, _ open: MovementKind, _ ajar: MovementKind) -> [MovementKind] {
      (angle > leastOpen ? [open] : []) + (angle <= widestAjar ? [ajar] : [])
    }
    switch kind {
    case .opening: return either(after, .opening, .openingToAjar)
    case .closing: return either(before, .closing, .closingFromAjar)
    case .nothingWhileOpen:
      switch (before > widestAjar, after > widestAjar) {
      case (true, true): return [.nothingWhileOpen]
      case (true, false): return [.closingToAjar]
      case (false, true): return [.widening]
      case (false, false):
        return [widest > max(before, after) + 8 ? .passageWhileAjar : .nothingWhileAjar]
      }
    default: return [kind]
    }
  }

  /// The axes that tell the labelled swings apart best, and whether their normal points against the
  /// opening direction.
  static func trueDirection(
    _ analysis: DayAnalysis, _ kinds: [MovementKind?]
  ) -> (axes: Int, isMirrored: Bool) {
    let agreements = analysis.features.map { agreement($0, kinds) }
    let best = agreements.indices.max { abs(agreements[$0]) < abs(agreements[$1]) } ?? 0
    return (best, !agreements.isEmpty && agreements[best] < 0)
  }

  /// How well the labelled swings' directions agree with the normal: negative when it points
  /// against the opening direction.
  private static func agreement(_ features: [[Float]], _ kinds: [MovementKind?]) -> Float {
    var agreement: Float = 0
    for (row, kind) in zip(features, kinds) {
      let direction = row[Feature.swingDirection.rawValue] + row[Feature.firstLobe.rawValue]
      if kind == .opening || kind == .openingAndClosing { agreement += direction }
      if kind == .closing { agreement -= direction }
    }
    return agreement
  }
}

/// What is known of a simulated day.
struct Truth {
  var labels: [Span]
  /// Ascending times, and the door's angle at each [ms UTC, degrees].
  var measuredAt: [Int64]
  var angles: [Float]

  init(_ day: SimulatedDay) {
    labels = day.spans
    let (readings, angles) = day.inTimeOrder
    (measuredAt, self.angles) = (readings.measuredAt, angles)
  }
}

/// A label's start and end [ms UTC].
struct Span {
  var start: Int64
  var end: Int64?
}
