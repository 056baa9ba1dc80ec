import Detect
import Foundation
import Readings
import TestSupport

/// The recorded clips of a real door (`fixtures/st-door`), set into still time of the same sensor in
/// many arrangements: how often the openings, and nothing else, are found; and how often the answer says
/// that opening and closing may be swapped, where they are (less than half of the openings found) and
/// where they are not.
struct RecordedEvaluation {
  var seeds: ClosedRange<UInt64>

  struct Arrangement {
    var name: String
    var rate = RecordedRate.fiveASecond
    var loss = 0.0
    var quiet = 60.0
    var isSeamless = false
    var repeats = 1
    var pause = 20.0...60.0
    /// A single opening with its closing, with so much of a still clip before, between and after [s].
    var visitRest: ClosedRange<Double>?
    /// Nothing is drawn but when the clips are read: whole still clips between the moves, so many.
    var stillClips: Int?
    /// One of the openings with its closing, drawn, instead of all.
    var isSingle = false

    var openings: Int { visitRest == nil && !isSingle ? 4 * repeats : 1 }

    /// The arrangement as it is, and read at the sensor's own rate.
    var atBothRates: [Arrangement] {
      var other = self
      (other.name, other.rate) = ("the same, 52/s", .clips)
      return [self, other]
    }
  }

  static let arrangements =
    [
      Arrangement(name: "5 a second"),
      Arrangement(name: "a tenth lost", loss: 0.1),
      Arrangement(name: "52 a second", rate: .clips),
    ] + Arrangement(name: "ten minutes still", quiet: 600).atBothRates + [
      Arrangement(name: "an hour still", quiet: 3600),
      Arrangement(name: "seamless", quiet: 600, isSeamless: true),
      Arrangement(name: "4 to 10 s apart", pause: 4...10),
    ]
    + [
      Arrangement(name: "one, 2 to 5 s, 5/s", visitRest: 2...5),
      Arrangement(name: "one, 5 to 15 s, 5/s", visitRest: 5...15),
      Arrangement(name: "one, 16 s, 5/s", stillClips: 1, isSingle: true),
      Arrangement(name: "28 openings", repeats: 7),
      Arrangement(name: "28, 4 to 10 s apart", repeats: 7, pause: 4...10),
      Arrangement(name: "16 s between, 5/s", stillClips: 1),
      Arrangement(name: "32 s between, 5/s", stillClips: 2),
    ].flatMap(\.atBothRates)

  func run() throws {
    let clips = try RecordedClips()
    print("arrangement         faultless  of  found   of  false  in doubt: swapped   others")
    for arrangement in Self.arrangements {
      var (faultless, right, wrong) = (0, 0, 0)
      var (swapped, others) = ((doubted: 0, all: 0), (doubted: 0, all: 0))
      for seed in seeds {
        let (found, labels) = Self.found(clips, arrangement, seed)
        let matching = Matching(openings: found.openings.map(\.openedAt), labels: labels)
        right += matching.pairs.count
        wrong += matching.falseOpenings.count
        let isFaultless =
          matching.pairs.count == arrangement.openings && matching.falseOpenings.isEmpty
        if isFaultless { faultless += 1 }
        let doubted = found.doubts.contains(.direction) ? 1 : 0
        if matching.pairs.count * 2 < arrangement.openings {
          swapped = (swapped.doubted + doubted, swapped.all + 1)
        } else {
          others = (others.doubted + doubted, others.all + 1)
        }
      }
      print(
        arrangement.name.padding(toLength: 20, withPad: " ", startingAt: 0)
          + String(
            format: "%9d%4d%7d%5d%7d%12d of %2d%6d of %2d", faultless, seeds.count, right,
            seeds.count * arrangement.openings, wrong, swapped.doubted, swapped.all,
            others.doubted, others.all))
    }
    Self.reportStills(clips, seeds)
  }

  /// How often the still clips by themselves are taken for an opening, at 5 and at 52 readings a second.
  private static func reportStills(_ clips: RecordedClips, _ seeds: ClosedRange<UInt64>) {
    print("still clip     5/s: counted   of   52/s: counted   of")
    for (stream, name) in zip(clips.stillStreams, ["first", "second", "third", "all three"]) {
      let counted = [RecordedRate.fiveASecond, .clips].map { rate in
        seeds.count { seed in
          var generator = SeededGenerator(seed: seed)
          return !Self.detected(stream, rate, using: &generator).found.openings.isEmpty
        }
      }
      print(
        name.padding(toLength: 15, withPad: " ", startingAt: 0)
          + String(
            format: "%12d%5d%16d%5d", counted[0], seeds.count, counted[1], seeds.count))
    }
  }

  private static func found(
    _ clips: RecordedClips, _ arrangement: Arrangement, _ seed: UInt64
  ) -> (Detection, labels: [Int64]) {
    var generator = SeededGenerator(seed: seed)
    let stream =
      arrangement.visitRest.map { clips.visit(rest: $0, using: &generator) }
      ?? arrangement.stillClips.map {
        guard arrangement.isSingle else { return clips.stream(stillClips: $0) }
        let number = Int.random(in: 0..<clips.openings, using: &generator)
        let first = Int.random(in: 0..<clips.stillClips, using: &generator)
        return clips.stream(stillClips: $0, openings: number..<number + 1, first: first)
      }
      ?? clips.stream(
        quiet: arrangement.quiet, seamless: arrangement.isSeamless, repeats: arrangement.repeats,
        pause: arrangement.pause, using: &generator)
    let (found, start) = detected(
      stream, arrangement.rate, loss: arrangement.loss, using: &generator)
    return (found, stream.begins(from: start).openings)
  }

  /// What is found in a stream that somebody recorded at some time of a day, and when it starts.
  private static func detected(
    _ stream: RecordedClips.Stream, _ rate: RecordedRate, loss: Double = 0,
    using generator: inout SeededGenerator
  ) -> (found: Detection, start: Int64) {
    let start = firstDay + Int64.random(in: 2_000_000...20_000_000, using: &generator)
    let readings = stream.sampled(
      from: start, period: rate.period,
      phase: Double.random(in: 0..<rate.period, using: &generator), jitter: rate.jitter,
      loss: loss, using: &generator)
    let day = Interval(start: firstDay, end: firstDay + 86_400_000)
    return (Detector().detection(of: readings, within: day, carried: nil), start)
  }
}

/// How often the clips are read.
enum RecordedRate {
  /// As the phones of the tutorial send them.
  case fiveASecond
  /// As they were recorded.
  case clips

  /// Spacing of the readings, and how far they deviate from it [ms].
  var period: Double { self == .clips ? 1000 / RecordedClips.clipRate : 200 }
  var jitter: Double { self == .clips ? 2 : 30 }
}
