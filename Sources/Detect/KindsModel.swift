import Readings

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How much a movement's features, and what the proximity sensor did, speak for every kind: a small
/// net, features → one hidden layer (tanh) → kinds, and a table of the sensor's patterns.
///
/// What comes out are log-potentials for a `Trellis`: only their differences within a movement mean
/// anything. Weights fitted under one preprocessing are worthless under another: they belong to
/// `Detector.version`.
package struct KindsModel: Sendable {
  /// Mean and width of every feature where the net was fitted.
  package var center: [Double]
  package var width: [Double]
  /// (features + 1) × hidden, row after row; the last row is the bias.
  package var hiddenWeights: [Double]
  /// (hidden + 1) × kinds, row after row; the last row is the bias.
  package var outputWeights: [Double]
  /// mountings × kinds × patterns: what the sensor's behaviour adds [nats]. See `ProximityTable`.
  package var proximityWeights: [Double]
  /// Natural logarithm of how common each kind is from its state of the door, where the net was
  /// fitted; a part of the potentials, kept to explain them.
  package var logPrior: [Double]

  package init(
    center: [Double], width: [Double], hiddenWeights: [Double], outputWeights: [Double],
    proximityWeights: [Double], logPrior: [Double]
  ) {
    precondition(center.count == Feature.count && width.count == Feature.count, "features differ")
    precondition(logPrior.count == MovementKind.count, "kinds differ")
    let hidden = hiddenWeights.count / (Feature.count + 1)
    precondition(hiddenWeights.count == hidden * (Feature.count + 1), "hidden layer's shape")
    precondition(outputWeights.count == (hidden + 1) * MovementKind.count, "output's shape")
    precondition(proximityWeights.count == ProximityTable.count, "proximity table's shape")
    self.center = center
    self.width = width
    self.hiddenWeights = hiddenWeights
    self.outputWeights = outputWeights
    self.proximityWeights = proximityWeights
    self.logPrior = logPrior
  }

  /// The features that a cautious model looks at: how long, how big, how smooth, and which way. What
  /// else a simulated door shows, a real one may not. Nor does it know of a movement's surroundings:
  /// real sensors make swings rough, and their neighbours would be taken for knocks.
  package static let cautiousFeatures: [Feature] = [
    .logDuration, .logPeakDeviation, .smoothness, .cappedSmoothness, .smoothestPart, .turnBack,
    .swingDirection,
    .firstLobe, .turnOrder, .logSlowPeak, .levelChange, .slowPeakRank, .hasRotation, .logTurn,
    .turn, .headingComeback,
  ]

  package var hiddenCount: Int { hiddenWeights.count / (Feature.count + 1) }

  /// How much every row speaks for each kind, never further below the best kind than the floor.
  ///
  /// - Parameters:
  ///   - rows: Feature rows.
  ///   - areSeen: Whether the sensor changed with each: then it is no row of knocks. Empty for none.
  /// - Returns: For each row `MovementKind.count` log-potentials [nats].
  package func logPotentials(
    of rows: [[Float]], areSeen: [Bool] = [], constants: DecodingConstants = .standard
  ) -> [[Double]] {
    let outputs = outputs(of: rows)
    return rows.indices.map { row in
      let isSeen = !areSeen.isEmpty && areSeen[row]
      guard isSeen || !Self.isRowOfKnocks(rows[row]) else {
        return MovementKind.allCases.map { $0.isNothing ? 0 : constants.floor }
      }
      let start = row * MovementKind.count
      var potentials = floored(outputs[start..<start + MovementKind.count], constants)
      let cost = constants.weaknessCost(of: rows[row])
      for kind in MovementKind.allCases where kind.isOpening { potentials[kind.rawValue] -= cost }
      if !isSeen, Self.seconds(of: rows[row]) < constants.shortestVisit {
        let lowest = (potentials.max() ?? 0) + constants.floor
        potentials[MovementKind.openingAndClosing.rawValue] = lowest
      }
      return potentials
    }
  }

  private func floored(_ outputs: ArraySlice<Double>, _ constants: DecodingConstants) -> [Double] {
    let best = outputs.max() ?? 0
    return outputs.map { max($0, best + constants.floor) }
  }

  private func outputs(of rows: [[Float]]) -> [Double] {
    var inputs: [Double] = []
    inputs.reserveCapacity(rows.count * (Feature.count + 1))
    for row in rows {
      for k in row.indices { inputs.append((Double(row[k]) - center[k]) / width[k]) }
      inputs.append(1)
    }
    let hidden = LinearAlgebra.product(
      inputs, hiddenWeights, columns: Feature.count + 1, outputs: hiddenCount)
    let activations = HiddenLayer.activations(of: hidden, units: hiddenCount)
    return LinearAlgebra.product(
      activations, outputWeights, columns: hiddenCount + 1, outputs: MovementKind.count)
  }

  /// What a pattern of the sensor adds to every kind [nats].
  ///
  /// - Parameter highIsCovered: The meaning of the sensor's upper value.
  package func proximityPotentials(
    of pattern: Proximity.Pattern, mounting: Mounting, highIsCovered: Bool
  ) -> [Double] {
    let column = ProximityTable.column(of: pattern, highIsCovered: highIsCovered)
    return (0..<MovementKind.count).map {
      proximityWeights[ProximityTable.index(mounting, kind: $0, column: column)]
    }
  }

  /// How long a movement was felt [s].
  private static func seconds(of row: [Float]) -> Double {
    exp(Double(row[Feature.logDuration.rawValue])) - 0.2
  }

  static func isRowOfKnocks(_ row: [Float]) -> Bool {
    let value = { (feature: Feature) in Double(row[feature.rawValue]) }
    return Smoothness.isRowOfKnocks(
      seconds: seconds(of: row), whole: value(.cappedSmoothness),
      smoothestPart: value(.smoothestPart),
      push: exp(value(.logSlowPeak) - value(.logPeakDeviation)))
  }
}
