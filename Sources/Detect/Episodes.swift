import CColumns
import Readings

/// Where a score turns a reading on, and below what it falls off, on one time scale.
package struct Thresholds: Sendable {
  /// Score at which an episode starts, and below which a reading is low [squared spreads].
  private(set) var on: Float
  private(set) var off: Float
  /// Least deviation for either [m/s²], however small the spread.
  var onDeviation: Float
  var offDeviation: Float

  /// Single readings. Origin: a study of methods on simulated doors; flat, × 0.75 and × 1.5 change
  /// the mean F₁ by 0.003. Raising any of them finds fewer episodes.
  package static let fast = Thresholds(
    on: 52.5, off: 21.2, onDeviation: 0.07, offDeviation: 0.035)
  /// Means of five readings. Same origin.
  package static let slow = Thresholds(on: 27, off: 9, onDeviation: 0.03, offDeviation: 0.03)

  /// Thresholds for a user's sensitivity: scores are squares, so is the factor on deviations.
  func scaled(by sensitivity: Double) -> Thresholds {
    let factor = Float(1 / sensitivity)
    let root = factor.squareRoot()
    return Thresholds(
      on: on * factor, off: off * factor, onDeviation: onDeviation * root,
      offDeviation: offDeviation * root)
  }

  /// The thresholds with what is marked, as the loop over all readings wants them.
  fileprivate func marks(_ raised: UInt8, divisor: Float) -> doorstats_thresholds {
    doorstats_thresholds(
      divisor: divisor, on: on, off: off, on_power: onDeviation * onDeviation,
      off_power: offDeviation * offDeviation, raised_mark: raised, on_mark: Level.on.rawValue)
  }

  /// The marks of one reading.
  fileprivate func level(
    _ score: Float, _ power: Float, _ marks: doorstats_thresholds
  ) -> UInt8 {
    guard score >= off, power >= marks.off_power else { return 0 }
    return marks.raised_mark | (score >= on && power >= marks.on_power ? marks.on_mark : 0)
  }
}

/// A maximal stretch of raised score, as a range of readings.
package struct Movement: Hashable, Sendable {
  /// From the first to the last raised reading.
  package var range: Range<Int>
  /// The first and the last reading that stand out by themselves: where the movement was first and
  /// last felt. The slow scale rises up to two readings before anything moves.
  package var onset: Int
  package var settling: Int
  /// Highest score of a single reading [spreads].
  package var peakScore: Double
  /// Whether it was felt at all: `false` for a change of the proximity sensor alone.
  package var isFelt = true
  /// Its strongest second against how far the level wanders around it [log]; infinite where that is not
  /// known; see `Wander`.
  package var wanderRatio = Double.infinity
}

/// How raised a reading is; `raised` and `on` on either scale, `fast` on that of single readings.
package struct Level: OptionSet, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let raised = Level(rawValue: 1)
  package static let on = Level(rawValue: 2)
  package static let fast = Level(rawValue: 4)
}

/// Decides where a score stays up.
package enum Episodes {
  /// Most low readings in a row inside an episode. A swing passes through zero between push and
  /// stop.
  static let longestLull = 4
  /// A spacing above this ends an episode [ms].
  static let longestSpacing: Int64 = 2000

  package static func levels(of score: Score, sensitivity: Double) -> [UInt8] {
    var levels = [UInt8](repeating: 0, count: score.count)
    let fast = Thresholds.fast.scaled(by: sensitivity)
    let slow = Thresholds.slow.scaled(by: sensitivity)
    let raised = Level.raised.rawValue
    let fastMarks = fast.marks(raised | Level.fast.rawValue, divisor: score.fastDivisor)
    let slowMarks = slow.marks(raised, divisor: score.slowDivisor)
    for stretch in score.stretches {
      let low = min(stretch.lowerBound + Score.reach, stretch.upperBound)
      let high = max(low, stretch.upperBound - Score.reach)
      for i in [stretch.lowerBound..<low, high..<stretch.upperBound].joined() {
        levels[i] |= fast.level(score.fast(at: i), score.fastPower(at: i), fastMarks)
        levels[i] |= slow.level(score.slow(at: i), score.slowPower(at: i), slowMarks)
      }
      guard low < high else { continue }
      score.withPointers(from: low - Score.reach) { columns in
        levels.withUnsafeMutableBufferPointer {
          doorstats_levels(
            columns, score.weight, fastMarks, slowMarks, $0.baseAddress! + low, high - low)
        }
      }
    }
    return levels
  }

  /// Finds the stretches in which the level stays up.
  ///
  ///     low ·, raised r, on o   · r o r · · r · · · ·
  ///     movement                  [---------)
  ///
  /// A movement holds at least one reading that is on; it begins at the raised readings just before
  /// and ends when more than `longestLull` readings in a row are low. A gap ends it: what was not
  /// observed is part of no episode.
  ///
  /// - Complexity: O(*n*).
  package static func movements(of levels: [UInt8], measuredAt: [Int64]) -> [Range<Int>] {
    var movements: [Range<Int>] = []
    var i = 0
    while true {
      i = firstRaised(levels, from: i)
      guard i < levels.count else { break }
      let run = raisedRun(from: i, levels, measuredAt)
      if let firstOn = levels[run].firstIndex(where: { $0 & Level.on.rawValue != 0 }) {
        movements.append(start(before: firstOn, in: run, levels)..<run.upperBound)
      }
      i = run.upperBound
    }
    return movements
  }

  private static func firstRaised(_ levels: [UInt8], from start: Int) -> Int {
    doorstats_first_other(levels, 0, start, levels.count)
  }

  /// Raised readings from `start` on, with lulls inside and none at the end.
  private static func raisedRun(
    from start: Int, _ levels: [UInt8], _ measuredAt: [Int64]
  ) -> Range<Int> {
    var last = start
    var i = start + 1
    while i < levels.count, i - last <= longestLull + 1,
      measuredAt[i] - measuredAt[i - 1] <= longestSpacing
    {
      if levels[i] > 0 { last = i }
      i += 1
    }
    return start..<last + 1
  }

  /// The first of the raised readings that lead without a low one to the first that is on.
  private static func start(before firstOn: Int, in run: Range<Int>, _ levels: [UInt8]) -> Int {
    var start = firstOn
    while start > run.lowerBound, levels[start - 1] > 0 { start -= 1 }
    return start
  }

  /// The movement of a range: where it was felt, and its peak.
  package static func movement(_ range: Range<Int>, _ levels: [UInt8], _ score: Score) -> Movement {
    let isFast = { (i: Int) in levels[i] & Level.fast.rawValue != 0 }
    return Movement(
      range: range, onset: range.first(where: isFast) ?? range.lowerBound,
      settling: range.last(where: isFast) ?? range.upperBound - 1,
      peakScore: peak(range, score))
  }

  /// The movement of a range in which the proximity sensor changed and nothing was felt.
  static func unfelt(_ range: Range<Int>, _ score: Score) -> Movement {
    Movement(
      range: range, onset: range.lowerBound, settling: range.upperBound - 1,
      peakScore: peak(range, score), isFelt: false)
  }

  private static func peak(_ range: Range<Int>, _ score: Score) -> Double {
    Double(range.map(score.fast(at:)).max() ?? 0).squareRoot()
  }
}
