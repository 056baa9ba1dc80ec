import Detect
import Foundation

extension KindsModel {
  /// The model without the weights of all but some features.
  func blind(except features: Set<Feature>) -> KindsModel {
    var blind = self
    for feature in Feature.allCases where !features.contains(feature) {
      for unit in 0..<hiddenCount {
        blind.hiddenWeights[feature.rawValue * hiddenCount + unit] = 0
      }
    }
    return blind
  }
}

extension SequenceFitting {
  /// What is being fitted.
  struct State {
    var net: Net
    var table: Layer
    private let center: [Double]
    private let width: [Double]

    init(_ model: KindsModel) {
      net = Net(model)
      table = Layer(values: model.proximityWeights)
      center = model.center
      width = model.width
    }

    /// Rows that went through the net, with what is needed to go back.
    struct Pass {
      var inputs: [Double]
      var activations: [Double]
      var outputs: [Double]
      var gradient: [Double]
    }

    func pass(_ rows: [[Float]], _ isPresent: [Bool]) -> Pass {
      var inputs: [Double] = []
      inputs.reserveCapacity(rows.count * (Feature.count + 1))
      for row in rows {
        for k in row.indices {
          inputs.append(isPresent[k] ? (Double(row[k]) - center[k]) / width[k] : 0)
        }
        inputs.append(1)
      }
      let (activations, outputs) = net.outputs(of: inputs)
      return Pass(
        inputs: inputs, activations: activations, outputs: outputs,
        gradient: [Double](repeating: 0, count: outputs.count))
    }

    /// Adds noise to a row, in widths of its features.
    func blur(_ row: inout [Float], _ noise: Double, _ random: inout Random) {
      guard noise > 0 else { return }
      for feature in Feature.allCases where !Self.exact.contains(feature) {
        // The sum of four even numbers is nearly normal, of variance 4/3.
        let sum = (0..<4).reduce(0.0) { sum, _ in sum + Double.random(in: -1...1, using: &random) }
        row[feature.rawValue] += Float(noise * width[feature.rawValue] * sum * 0.866)
      }
    }

    /// Features that say nothing where a phone sends no rotation, and so must stay 0 there.
    private static let exact: Set<Feature> = [.hasRotation, .logTurn, .turn]

    private static let opening = MovementKind.opening.rawValue
    private static let closing = MovementKind.closing.rawValue

    /// Every two passes are mirror images: an opening in one speaks as loud as a closing in the other.
    static func treatAlike(_ passes: inout [Pass]) {
      let offset = Fitting.startPriorRatio / 2
      for pair in stride(from: 0, to: passes.count, by: 2) {
        for first in stride(from: 0, to: passes[pair].outputs.count, by: MovementKind.count) {
          for (one, other) in [(pair, pair + 1), (pair + 1, pair)] {
            let mean =
              (passes[one].outputs[first + opening] + passes[other].outputs[first + closing]) / 2
            passes[one].outputs[first + opening] = mean + offset
            passes[other].outputs[first + closing] = mean - offset
          }
        }
      }
    }

    /// The gradients by what the net gave, from those by what `treatAlike` made of it.
    static func shareGradients(_ passes: inout [Pass]) {
      for pair in stride(from: 0, to: passes.count, by: 2) {
        for first in stride(from: 0, to: passes[pair].outputs.count, by: MovementKind.count) {
          for (one, other) in [(pair, pair + 1), (pair + 1, pair)] {
            let mean =
              (passes[one].gradient[first + opening] + passes[other].gradient[first + closing]) / 2
            passes[one].gradient[first + opening] = mean
            passes[other].gradient[first + closing] = mean
          }
        }
      }
    }

    mutating func accumulate(_ pass: Pass) {
      net.accumulate(pass.inputs, pass.activations, errors: pass.gradient)
    }

    mutating func step(rate: Double, tableRate: Double, decay: Double, movements: Int) {
      let share = 1 / Double(max(1, movements))
      net.scaleGradients(by: share)
      for i in table.gradient.indices { table.gradient[i] *= share }
      net.step(rate, decay)
      table.step(tableRate, decay, towards: ProximityTable.start)
    }

    func model(like model: KindsModel) -> KindsModel {
      var fitted = model
      fitted.hiddenWeights = net.hidden.values
      fitted.outputWeights = net.output.values
      fitted.proximityWeights = table.values
      return fitted
    }
  }
}
