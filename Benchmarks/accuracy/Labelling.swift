import Detect
import Readings

/// What a movement truly was, from the labels.
enum Labelling {
  /// A label's start belongs to a movement that begins at most this long after it [ms].
  static let late: Int64 = 2500
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
    for i in analysis.movements.indices
    where analysis.start(i) - from <= time && time < analysis.end(i) + until {
      let distance = from > 0 ? abs(analysis.start(i) - time) : abs(analysis.end(i) - time)
      let rival = best.map {
        from > 0 ? abs(analysis.start($0) - time) : abs(analysis.end($0) - time)
      }
      if distance < rival ?? .max { best = i }
    }
    return best
  }

  /// The features along the axes that tell the labelled swings apart best, with the normal in the
  /// opening direction.
  static func trueFeatures(
    _ analysis: DayAnalysis, _ kinds: [MovementKind?]
  ) -> [[Float]] {
    let agreements = analysis.features.map { agreement($0, kinds) }
    let best = agreements.indices.max { abs(agreements[$0]) < abs(agreements[$1]) } ?? 0
    let features = analysis.features[best]
    return agreements[best] < 0 ? features.map(Feature.mirrored) : features
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

/// A label's start and end [ms UTC].
struct Span {
  var start: Int64
  var end: Int64?
}
