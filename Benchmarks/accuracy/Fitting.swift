import Detect
import Foundation

/// One movement to learn from.
struct Example {
  var features: [Float]
  var kind: MovementKind
  var weight: Double
}

/// Fits the net of kinds to single movements: weighted cross-entropy, Adam in small batches, a little
/// weight decay. Where `SequenceFitting` begins.
struct Fitting {
  var hiddenCount = 40
  /// The features that the net may look at; the others count nothing.
  var features = Set(Feature.allCases)
  var epochs = 12
  var batch = 256
  var rate = 0.004
  var decay = 5e-4

  func model(fitting examples: [Example], _ random: inout Random) -> KindsModel {
    let (center, width) = Self.standardisation(examples)
    var net = Net(hidden: hiddenCount, &random)
    let weights = Self.weights(examples)
    var order = Array(examples.indices)
    let steps = Double(epochs * (examples.count / batch + 1))
    var taken = 0.0
    for _ in 0..<epochs {
      order.shuffle(using: &random)
      for start in stride(from: 0, to: order.count, by: batch) {
        // The rate falls to a thirtieth along half a cosine.
        let rate = self.rate * (0.03 + 0.97 * (1 + cos(.pi * taken / steps)) / 2)
        let chosen = order[start..<min(start + batch, order.count)]
        learn(chosen, examples, weights, center, width, &net)
        net.step(rate, decay)
        taken += 1
      }
    }
    let prior = Self.logPrior(examples)
    Self.divide(&net, by: prior.seen, into: prior.byState)
    return KindsModel(
      center: center, width: width, hiddenWeights: net.hidden.values,
      outputWeights: net.output.values, proximityWeights: ProximityTable.start,
      logPrior: prior.byState)
  }

  private func learn(
    _ chosen: ArraySlice<Int>, _ examples: [Example], _ weights: [Double], _ center: [Double],
    _ width: [Double], _ net: inout Net
  ) {
    let isSeen = Feature.allCases.map(features.contains)
    var rows: [Double] = []
    rows.reserveCapacity(chosen.count * (Feature.count + 1))
    for i in chosen {
      for k in 0..<Feature.count {
        let isSeen = isSeen[k]
        rows.append(isSeen ? (Double(examples[i].features[k]) - center[k]) / width[k] : 0)
      }
      rows.append(1)
    }
    let (activations, outputs) = net.outputs(of: rows)
    let total = chosen.reduce(0) { $0 + weights[$1] }
    var errors: [Double] = []
    for (row, i) in chosen.enumerated() {
      let values = outputs[row * MovementKind.count..<(row + 1) * MovementKind.count]
      let highest = values.max() ?? 0
      let exponentials = values.map { exp($0 - highest) }
      let sum = exponentials.reduce(0, +)
      for k in 0..<MovementKind.count {
        let isKind = k == examples[i].kind.rawValue
        errors.append(weights[i] / total * (exponentials[k] / sum - (isKind ? 1 : 0)))
      }
    }
    net.accumulate(rows, activations, errors: errors)
  }

  /// Rare kinds count more than their number, up to four times.
  private static func weights(_ examples: [Example]) -> [Double] {
    var counts = [Double](repeating: 0, count: MovementKind.count)
    for example in examples { counts[example.kind.rawValue] += 1 }
    let mean = Double(examples.count) / Double(MovementKind.count)
    return examples.map {
      $0.weight * min(4, (mean / max(1, counts[$0.kind.rawValue])).squareRoot())
    }
  }

  /// How common each kind was among the weighted examples, and how common it is from its state of the
  /// door where examples count alike.
  private static func logPrior(_ examples: [Example]) -> (seen: [Double], byState: [Double]) {
    var seen = [Double](repeating: 1, count: MovementKind.count)
    for (example, weight) in zip(examples, weights(examples)) {
      seen[example.kind.rawValue] += weight
    }
    let total = seen.reduce(0, +)
    return (seen.map { log($0 / total) }, Self.startPrior.map { log($0) })
  }

  /// How common the kinds are from closed, open and ajar, to begin with.
  private static let startPrior: [Double] = MovementKind.allCases.map { kind in
    switch kind {
    case .nothingWhileClosed: 0.15
    case .opening: 0.40
    case .openingToAjar: 0.02
    case .openingAndClosing: 0.43
    case .closing: 0.73
    case .nothingWhileOpen: 0.24
    case .closingToAjar: 0.03
    case .widening, .passageWhileAjar, .nothingWhileAjar: 0.3
    case .closingFromAjar: 0.1
    }
  }

  /// How much more common an opening is among all from closed than a closing among all from open
  /// [nats].
  static let startPriorRatio =
    log(startPrior[MovementKind.opening.rawValue]) - log(startPrior[MovementKind.closing.rawValue])

  /// Turns log-probabilities of kinds into potentials: how much more likely than usual, times how
  /// common from the state of the door.
  private static func divide(_ net: inout Net, by seen: [Double], into prior: [Double]) {
    let bias = net.units * net.outputs
    for k in 0..<net.outputs { net.output.values[bias + k] += prior[k] - seen[k] }
  }

  private static func standardisation(_ examples: [Example]) -> (center: [Double], width: [Double])
  {
    var center = [Double](repeating: 0, count: Feature.count)
    var width = center
    let total = examples.reduce(0) { $0 + $1.weight }
    for feature in Feature.allCases {
      let k = feature.rawValue
      // Signed features keep their zero, so that mirroring stays mirroring.
      if !feature.isSigned {
        center[k] = examples.reduce(0) { $0 + $1.weight * Double($1.features[k]) } / total
      }
      let variance = examples.reduce(0) {
        $0 + $1.weight * pow(Double($1.features[k]) - center[k], 2)
      }
      width[k] = max(1e-3, (variance / total).squareRoot())
    }
    return (center, width)
  }
}
