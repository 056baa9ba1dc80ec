import Detect
import Foundation

/// A layer's weights with their Adam moments.
///
/// Reference: Kingma and Ba, Adam: A Method for Stochastic Optimization, ICLR 2015, algorithm 1.
struct Layer {
  var values: [Double]
  var gradient: [Double]
  private var first: [Double]
  private var second: [Double]
  private var steps = 0.0

  init(values: [Double]) {
    self.values = values
    gradient = [Double](repeating: 0, count: values.count)
    first = gradient
    second = gradient
  }

  init(rows: Int, columns: Int, _ random: inout Random) {
    let scale = (1 / Double(rows)).squareRoot()
    self.init(
      values: (0..<rows * columns).map { _ in Double.random(in: -scale...scale, using: &random) })
  }

  /// - Parameter origin: What the decay draws the weights to; nothing means zero.
  mutating func step(_ rate: Double, _ decay: Double, towards origin: [Double] = []) {
    steps += 1
    let firstBias = 1 - pow(0.9, steps)
    let secondBias = 1 - pow(0.999, steps)
    for i in values.indices {
      first[i] = 0.9 * first[i] + 0.1 * gradient[i]
      second[i] = 0.999 * second[i] + 0.001 * gradient[i] * gradient[i]
      let move = first[i] / firstBias / ((second[i] / secondBias).squareRoot() + 1e-8)
      values[i] -= rate * (move + decay * (values[i] - (origin.isEmpty ? 0 : origin[i])))
      gradient[i] = 0
    }
  }
}

/// One hidden layer (tanh), from rows of features and a 1 to a value a kind.
struct Net {
  var hidden: Layer
  var output: Layer
  let inputs = Feature.count + 1
  let units: Int
  let outputs = MovementKind.count

  init(hidden units: Int, _ random: inout Random) {
    self.units = units
    hidden = Layer(rows: Feature.count + 1, columns: units, &random)
    output = Layer(rows: units + 1, columns: MovementKind.count, &random)
  }

  init(_ model: KindsModel) {
    units = model.hiddenCount
    hidden = Layer(values: model.hiddenWeights)
    output = Layer(values: model.outputWeights)
  }

  /// - Parameter rows: Row after row, each with its 1 at the end.
  /// - Returns: Row after row, the hidden layer with a 1 at the end, and the values of the kinds.
  func outputs(of rows: [Double]) -> (activations: [Double], outputs: [Double]) {
    let sums = LinearAlgebra.product(rows, hidden.values, columns: inputs, outputs: units)
    let activations = HiddenLayer.activations(of: sums, units: units)
    let values = LinearAlgebra.product(
      activations, output.values, columns: units + 1, outputs: outputs)
    return (activations, values)
  }

  /// Adds the gradients of both layers.
  ///
  /// - Parameter errors: Derivatives of the loss by the outputs, row after row.
  mutating func accumulate(_ rows: [Double], _ activations: [Double], errors: [Double]) {
    let count = errors.count / outputs
    var back = [Double](repeating: 0, count: units)
    let (inputs, units, outputs) = (inputs, units, outputs)
    rows.withUnsafeBufferPointer { rows in
      activations.withUnsafeBufferPointer { activations in
        errors.withUnsafeBufferPointer { errors in
          output.values.withUnsafeBufferPointer { weights in
            output.gradient.withUnsafeMutableBufferPointer { outputGradient in
              hidden.gradient.withUnsafeMutableBufferPointer { hiddenGradient in
                for row in 0..<count {
                  for unit in 0...units {
                    let activation = activations[row * (units + 1) + unit]
                    var sum = 0.0
                    for k in 0..<outputs {
                      let error = errors[row * outputs + k]
                      outputGradient[unit * outputs + k] += error * activation
                      sum += error * weights[unit * outputs + k]
                    }
                    if unit < units { back[unit] = sum * (1 - activation * activation) }
                  }
                  back.withUnsafeBufferPointer { back in
                    for k in 0..<inputs {
                      let value = rows[row * inputs + k]
                      for unit in 0..<units {
                        hiddenGradient[k * units + unit] += value * back[unit]
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  mutating func scaleGradients(by share: Double) {
    for i in hidden.gradient.indices { hidden.gradient[i] *= share }
    for i in output.gradient.indices { output.gradient[i] *= share }
  }

  mutating func step(_ rate: Double, _ decay: Double) {
    hidden.step(rate, decay)
    output.step(rate, decay)
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
