import Detect
import Foundation

/// Fits the net and the sensor's table through the whole decision, as a conditional random field.
///
/// A net that was fitted to single movements knows nothing of the door's memory: it counts evidence
/// that its neighbours give as well, and has no idea how much a mistake costs. So it is fitted once
/// more through the sum over every course of the door and every hypothesis about it. What is
/// maximised is the share that the true course, under the right direction, has in that sum; its
/// gradient at each movement is the difference of two posteriors, with the truth known and without.
///
/// Reference: Lafferty, McCallum, Pereira, Conditional Random Fields, ICML 2001, section 3.
struct SequenceFitting {
  var epochs = 6
  /// Crops a step.
  var batch = 24
  var rate = 0.0015
  var decay = 1e-3
  /// The sensor's table moves more slowly than the weights [1].
  var tableRate = 0.2
  /// The features that the net may look at; the others count nothing.
  var features = Set(Feature.allCases)
  /// Movements of the longest crop.
  var longestCrop = 64
  /// Share of the crops that look like a short recording, in which somebody only opens and closes:
  /// most movements that are none of the door's are left out.
  var cleanShare = 0.0
  static let leftOut = 0.85
  /// Share of the crops that look like a recording of a closed door: only what is none of its
  /// movements is left.
  var stillShare = 0.05
  /// Noise that is added to every feature [widths]: what is learned has to hold nearby as well.
  var featureNoise = 0.0
  /// Whether openings and closings are treated as mirror images; see `Decoder`.
  var isImpartial = false
  /// Share of the crops in which features are missing, and the share of the features missing there:
  /// what a simulated door shows, a real one may not.
  static let croppedFeatures = (crops: 0.5, features: 0.1)
  /// Share of the crops whose sensor is taken away.
  var withoutSensor = 0.15

  private let days: [TrainingDay]

  init(_ days: [TrainingDay]) { self.days = days }

  /// - Parameters:
  ///   - model: Where to begin; its features' means and widths stay.
  /// - Returns: The fitted model, and the mean loss of the last epoch [nats a movement].
  func fitted(_ model: KindsModel, _ random: inout Random) -> (model: KindsModel, loss: Double) {
    var state = State(model)
    let crops = (0..<epochs).map { _ in batches(&random) }
    let total = Double(crops.reduce(0) { $0 + $1.count })
    var (taken, loss) = (0.0, 0.0)
    for epoch in crops {
      var (sum, count) = (0.0, 0)
      for batch in epoch {
        let share = 0.03 + 0.97 * (1 + cos(.pi * taken / total)) / 2
        let warmth = min(1, (taken + 1) / 100)
        let (batchLoss, movements) = step(batch, &state, rate * share * warmth, &random)
        (sum, count, taken) = (sum + batchLoss, count + movements, taken + 1)
      }
      loss = sum / Double(max(1, count))
      FileHandle.standardError.write(Data(String(format: "loss %.4f\n", loss).utf8))
    }
    return (state.model(like: model).blind(except: features), loss)
  }

  /// A stretch of a day's movements.
  private struct Crop {
    var day: Int
    var range: Range<Int>
  }

  /// Every day cut into stretches of 3 to `longestCrop` movements, those of like length together.
  private func batches(_ random: inout Random) -> [[Crop]] {
    var crops: [Crop] = []
    for (number, day) in days.enumerated() {
      guard Double.random(in: 0..<1, using: &random) < day.weight else { continue }
      var start = 0
      while start < day.count {
        let length = exp(
          Double.random(in: log(2)...log(4 * Double(longestCrop)), using: &random))
        let end = min(day.count, start + min(Int(length), longestCrop))
        crops.append(Crop(day: number, range: start..<end))
        start = end
      }
    }
    crops.shuffle(using: &random)
    crops.sort { $0.range.count / 8 < $1.range.count / 8 }
    var batches = stride(from: 0, to: crops.count, by: batch).map {
      Array(crops[$0..<min(crops.count, $0 + batch)])
    }
    batches.shuffle(using: &random)
    return batches
  }

  private func step(
    _ batch: [Crop], _ state: inout State, _ rate: Double, _ random: inout Random
  ) -> (loss: Double, movements: Int) {
    var (loss, movements) = (0.0, 0)
    for crop in batch {
      loss += accumulate(crop, &state, &random)
      movements += crop.range.count
    }
    state.step(rate: rate, tableRate: rate * tableRate, decay: decay, movements: movements)
    return (loss, movements)
  }

  /// The movements of a crop that are looked at, and the time before each [s].
  private struct Stretch {
    var isWhole = true
    var movements: [Int] = []
    var secondsBefore: [Double] = []
  }

  private func stretch(_ crop: Crop, _ random: inout Random) -> Stretch {
    let day = days[crop.day]
    let draw = Double.random(in: 0..<1, using: &random)
    let isClean = draw < cleanShare
    let isStill = !isClean && draw < cleanShare + stillShare
    var stretch = Stretch(isWhole: !isClean && !isStill)
    var seconds = 0.0
    for i in crop.range {
      seconds += day.secondsBefore[i]
      if isStill, day.allowed[i].only != .nothingWhileClosed { continue }
      if isClean, day.allowed[i].isNothing,
        Double.random(in: 0..<1, using: &random) < Self.leftOut
      {
        continue
      }
      stretch.movements.append(i)
      stretch.secondsBefore.append(seconds)
      seconds = 0
    }
    return stretch
  }

  /// Adds a crop's gradient and returns its loss.
  private func accumulate(_ crop: Crop, _ state: inout State, _ random: inout Random) -> Double {
    let day = days[crop.day]
    let stretch = stretch(crop, &random)
    guard !stretch.movements.isEmpty else { return 0 }
    let isDropping = Double.random(in: 0..<1, using: &random) < Self.croppedFeatures.crops
    let isPresent = Feature.allCases.map { feature in
      (Double.random(in: 0..<1, using: &random) >= Self.croppedFeatures.features || !isDropping)
        && features.contains(feature)
    }
    let isCompared = Double.random(in: 0..<1, using: &random) < 0.6
    let hasSensor =
      Double.random(in: 0..<1, using: &random) >= withoutSensor && day.proximityWeight > 0
    var passes: [State.Pass] = []
    for all in day.rows {
      var rows = stretch.movements.map { all[$0] }
      if isCompared || !stretch.isWhole { FeatureRow.compare(&rows) }
      for i in rows.indices { state.blur(&rows[i], featureNoise, &random) }
      passes.append(state.pass(rows, isPresent))
      passes.append(state.pass(rows.map(Feature.mirrored), isPresent))
    }
    if isImpartial { State.treatAlike(&passes) }
    let ways = hypotheses(day, stretch, passes, hasSensor, state)
    let all = logSum(ways.map(\.free.logProbability))
    let right = logSum(ways.map { $0.known?.logProbability ?? -.infinity })
    guard right > -1e8, all.isFinite else { return 0 }
    for way in ways {
      let freeShare = exp(way.free.logProbability - all)
      let knownShare = way.known.map { exp($0.logProbability - right) } ?? 0
      guard freeShare > 1e-6 || knownShare > 1e-6 else { continue }
      for i in stretch.movements.indices {
        for k in 0..<MovementKind.count {
          let cell = i * MovementKind.count + k
          var gradient = freeShare * way.free.posteriors[cell]
          if let known = way.known, !known.posteriors.isEmpty {
            gradient -= knownShare * known.posteriors[cell]
          }
          passes[way.pass].gradient[cell] += gradient
          if let columns = way.columns {
            let index = ProximityTable.index(way.mounting, kind: k, column: columns[i])
            state.table.gradient[index] += day.proximityWeight * gradient
          }
        }
      }
    }
    if isImpartial { State.shareGradients(&passes) }
    for pass in passes { state.accumulate(pass) }
    return all - right
  }

  /// One hypothesis about a crop: the sums over every course, and over the courses that are true.
  private struct Way {
    var pass: Int
    var mounting: Mounting
    /// The sensor's pattern at each movement; `nil` without a sensor.
    var columns: [Int]?
    var free: (posteriors: [Double], logProbability: Double)
    /// `nil` where the direction is wrong.
    var known: (posteriors: [Double], logProbability: Double)?
  }

  private func hypotheses(
    _ day: TrainingDay, _ stretch: Stretch, _ passes: [State.Pass], _ hasSensor: Bool,
    _ state: State
  ) -> [Way] {
    let unseen = stretch.secondsBefore.map {
      UnseenChanges(closing: DecodingConstants.standard.unseenClosing(seconds: $0))
    }
    let initial = Trellis.initial(open: DecodingConstants.standard.unknownOpen)
    var ways: [Way] = []
    for highIsCovered in hasSensor ? [false, true] : [false] {
      let columns = stretch.movements.map { i in
        day.patterns[i].map { ProximityTable.column(of: $0, highIsCovered: highIsCovered) } ?? 0
      }
      for mounting in hasSensor ? Mounting.allCases : [.coveredWhenClosed] {
        for pass in passes.indices {
          var steps: [DecodeStep] = []
          for i in stretch.movements.indices {
            let first = i * MovementKind.count
            var potentials = Array(passes[pass].outputs[first..<first + MovementKind.count])
            if hasSensor {
              for k in potentials.indices {
                let index = ProximityTable.index(mounting, kind: k, column: columns[i])
                potentials[k] += day.proximityWeight * state.table.values[index]
              }
            }
            steps.append(DecodeStep(logPotential: potentials, unseen: unseen[i]))
          }
          let isTrue = pass / 2 == day.trueAxes && (pass % 2 == 1) == day.isMirrored
          ways.append(
            Way(
              pass: pass, mounting: mounting, columns: hasSensor ? columns : nil,
              free: Trellis(steps: steps, initial: initial).sums(),
              known: isTrue ? Self.known(steps, day, stretch, initial) : nil))
        }
      }
    }
    return ways
  }

  private static func known(
    _ steps: [DecodeStep], _ day: TrainingDay, _ stretch: Stretch, _ initial: [Double]
  ) -> (posteriors: [Double], logProbability: Double) {
    var steps = steps
    for i in steps.indices {
      let allowed = day.allowed[stretch.movements[i]]
      for k in 0..<MovementKind.count where !allowed.contains(k) {
        steps[i].logPotential[k] = -.infinity
      }
    }
    return Trellis(steps: steps, initial: initial).sums()
  }

  private func logSum(_ values: [Double]) -> Double {
    let largest = values.max() ?? -.infinity
    guard largest > -.infinity else { return largest }
    return largest + log(values.reduce(0) { $0 + exp($1 - largest) })
  }
}
