import Detect
import Foundation

/// One movement to learn from.
struct Example {
  var features: [Float]
  var kind: MovementKind
  var weight: Double
}

/// Fits the net of kinds: weighted cross-entropy, Adam in small batches, a little weight decay.
struct Fitting {
  var hiddenCount = 16
  var epochs = 24
  var batch = 128
  var rate = 0.004
  var decay = 1e-3
  var random: Random

  init(seed: UInt64) { random = Random(state: seed) }

  /// The mean of several nets that were begun and fed differently: what one of them makes of doors
  /// that are unlike all examples is chance, what they agree on is not. A single net again, its hidden
  /// layer being all of theirs.
  func ensemble(
    fitting examples: [Example], features: [Feature] = Feature.allCases
  ) -> KindsModel {
    let seeds = (0..<Self.ensembleCount).map { UInt64($0) }
    let lock = NSLock()
    nonisolated(unsafe) var models: [UInt64: KindsModel] = [:]
    DispatchQueue.concurrentPerform(iterations: seeds.count) { i in
      var fitting = self
      fitting.random = Random(state: random.state &+ seeds[i] &* 0x1234_5678_9ABC_DEF1)
      let model = fitting.model(fitting: examples, features: features)
      lock.withLock { models[seeds[i]] = model }
    }
    return Self.joined(seeds.compactMap { models[$0] })
  }

  static let ensembleCount = 4

  private static func joined(_ models: [KindsModel]) -> KindsModel {
    var joined = models[0]
    joined.hiddenWeights = (0...Feature.count).flatMap { row in
      models.flatMap { $0.hiddenWeights[row * $0.hiddenCount..<(row + 1) * $0.hiddenCount] }
    }
    let share = 1 / Double(models.count)
    let rows = models.flatMap { $0.outputWeights.prefix($0.hiddenCount * MovementKind.count) }
    let biases = (0..<MovementKind.count).map { k in
      models.reduce(0) { $0 + $1.outputWeights[$1.hiddenCount * MovementKind.count + k] }
    }
    joined.outputWeights = (rows + biases).map { $0 * share }
    return joined
  }

  /// - Parameter features: The features that the model may look at; the others count nothing.
  mutating func model(
    fitting examples: [Example], features: [Feature] = Feature.allCases
  ) -> KindsModel {
    let (center, width) = Self.standardisation(examples)
    var net = Net(inputs: Feature.count, hidden: hiddenCount, outputs: MovementKind.count, &random)
    var inputs = examples.map { example in
      Feature.allCases.map { feature -> Double in
        guard features.contains(feature) else { return 0 }
        let k = feature.rawValue
        return (Double(example.features[k]) - center[k]) / width[k]
      } + [1]
    }
    var order = Array(examples.indices)
    for epoch in 0..<epochs {
      order.shuffle(using: &random)
      // The rate falls to a twentieth along half a cosine.
      let rate = self.rate * (0.05 + 0.95 * (1 + cos(.pi * Double(epoch) / Double(epochs))) / 2)
      for start in stride(from: 0, to: order.count, by: batch) {
        net.learn(order[start..<min(start + batch, order.count)], inputs, examples, rate, decay)
      }
    }
    inputs.removeAll()
    for feature in Feature.allCases where !features.contains(feature) {
      for unit in 0..<hiddenCount { net.hidden.values[feature.rawValue * hiddenCount + unit] = 0 }
    }
    return KindsModel(
      center: center, width: width, hiddenWeights: net.hidden.values,
      outputWeights: net.output.values, logPrior: Self.logPrior(examples))
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

  private static func logPrior(_ examples: [Example]) -> [Double] {
    let total = examples.reduce(0) { $0 + $1.weight }
    return MovementKind.allCases.map { kind in
      let share = examples.reduce(0) { $1.kind == kind ? $0 + $1.weight : $0 } / total
      return log(max(share, 1e-4))
    }
  }
}

/// SplitMix64: the same fit from the same seed everywhere.
struct Random: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A layer's weights with their Adam moments.
struct Layer {
  var values: [Double]
  var gradient: [Double]
  private var first: [Double]
  private var second: [Double]
  private var steps = 0.0

  init(rows: Int, columns: Int, _ random: inout Random) {
    let scale = (1 / Double(rows)).squareRoot()
    values = (0..<rows * columns).map { _ in Double.random(in: -scale...scale, using: &random) }
    gradient = [Double](repeating: 0, count: rows * columns)
    first = gradient
    second = gradient
  }

  mutating func step(_ rate: Double, _ decay: Double) {
    steps += 1
    let firstBias = 1 - pow(0.9, steps)
    let secondBias = 1 - pow(0.999, steps)
    for i in values.indices {
      first[i] = 0.9 * first[i] + 0.1 * gradient[i]
      second[i] = 0.999 * second[i] + 0.001 * gradient[i] * gradient[i]
      let move = first[i] / firstBias / ((second[i] / secondBias).squareRoot() + 1e-8)
      values[i] -= rate * (move + decay * values[i])
      gradient[i] = 0
    }
  }
}

struct Net {
  var hidden: Layer
  var output: Layer
  private let inputs: Int
  private let units: Int
  private let outputs: Int

  init(inputs: Int, hidden: Int, outputs: Int, _ random: inout Random) {
    self.inputs = inputs
    self.units = hidden
    self.outputs = outputs
    self.hidden = Layer(rows: inputs + 1, columns: hidden, &random)
    self.output = Layer(rows: hidden + 1, columns: outputs, &random)
  }

  mutating func learn(
    _ batch: ArraySlice<Int>, _ rows: [[Double]], _ examples: [Example], _ rate: Double,
    _ decay: Double
  ) {
    let total = batch.reduce(0) { $0 + examples[$1].weight }
    for i in batch { accumulate(rows[i], examples[i].kind.rawValue, examples[i].weight / total) }
    hidden.step(rate, decay)
    output.step(rate, decay)
  }

  private mutating func accumulate(_ row: [Double], _ kind: Int, _ weight: Double) {
    var activation = [Double](repeating: 1, count: units + 1)
    for unit in 0..<units {
      var sum = 0.0
      for k in 0...inputs { sum += row[k] * hidden.values[k * units + unit] }
      activation[unit] = tanh(sum)
    }
    var scores = [Double](repeating: 0, count: outputs)
    for unit in 0...units {
      for k in 0..<outputs { scores[k] += activation[unit] * output.values[unit * outputs + k] }
    }
    let highest = scores.max() ?? 0
    var errors = scores.map { exp($0 - highest) }
    let divisor = errors.reduce(0, +)
    for k in 0..<outputs { errors[k] = weight * (errors[k] / divisor - (k == kind ? 1 : 0)) }
    for unit in 0...units {
      var back = 0.0
      for k in 0..<outputs {
        back += errors[k] * output.values[unit * outputs + k]
        output.gradient[unit * outputs + k] += errors[k] * activation[unit]
      }
      guard unit < units else { continue }
      back *= 1 - activation[unit] * activation[unit]
      for k in 0...inputs { hidden.gradient[k * units + unit] += back * row[k] }
    }
  }
}
