import Readings

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a movement was, together with whether the door was open before it.
package enum MovementKind: Int, CaseIterable, Sendable {
  case nothingWhileClosed
  case opening
  case closing
  case openingAndClosing
  case nothingWhileOpen

  package static let count = allCases.count

  /// Whether the door is open before the movement.
  package var startsOpen: Bool { self == .closing || self == .nothingWhileOpen }
  /// Whether the door is open after it.
  package var endsOpen: Bool { self == .opening || self == .nothingWhileOpen }
  package var isOpening: Bool { self == .opening || self == .openingAndClosing }

  var kind: Episode.Kind {
    switch self {
    case .nothingWhileClosed, .nothingWhileOpen: .nothing
    case .opening: .opening
    case .closing: .closing
    case .openingAndClosing: .openingAndClosing
    }
  }
}

/// How likely a movement's features are under every kind: a small net, features → one hidden layer
/// (tanh) → kinds (softmax), divided by how common the kinds were where it was fitted.
///
/// Weights fitted under one preprocessing are worthless under another: they belong to
/// `Detector.version`.
package struct KindsModel: Sendable {
  /// Mean and width of every feature where the net was fitted.
  package var center: [Double]
  package var width: [Double]
  /// (features + 1) × hidden, row after row; the last row is the bias.
  package var hiddenWeights: [Double]
  /// (hidden + 1) × kinds, row after row; the last row is the bias.
  package var outputWeights: [Double]
  /// Natural logarithm of the share of each kind where the net was fitted.
  package var logPrior: [Double]

  package init(
    center: [Double], width: [Double], hiddenWeights: [Double], outputWeights: [Double],
    logPrior: [Double]
  ) {
    precondition(center.count == Feature.count && width.count == Feature.count, "features differ")
    precondition(logPrior.count == MovementKind.count, "kinds differ")
    let hidden = hiddenWeights.count / (Feature.count + 1)
    precondition(hiddenWeights.count == hidden * (Feature.count + 1), "hidden layer's shape")
    precondition(outputWeights.count == (hidden + 1) * MovementKind.count, "output's shape")
    self.center = center
    self.width = width
    self.hiddenWeights = hiddenWeights
    self.outputWeights = outputWeights
    self.logPrior = logPrior
  }

  /// The features that a cautious model looks at: how long, how big, how smooth, and which way. What
  /// else a simulated door shows, a real one may not.
  package static let cautiousFeatures: [Feature] = [
    .logDuration, .logPeakDeviation, .smoothness, .cappedSmoothness, .turnBack, .swingDirection,
    .firstLobe, .turnOrder, .logSlowPeak, .levelChange, .slowPeakRank,
  ]
  package var hiddenCount: Int { hiddenWeights.count / (Feature.count + 1) }

  /// How much more likely every row is under each kind than on average, never further below the best
  /// kind than the floor.
  ///
  /// - Parameter rows: Feature rows.
  /// - Returns: For each row `MovementKind.count` values [nats].
  package func logLikelihoods(
    of rows: [[Float]], constants: DecodingConstants = .standard
  ) -> [[Double]] {
    var inputs: [Double] = []
    inputs.reserveCapacity(rows.count * (Feature.count + 1))
    for row in rows {
      for k in row.indices { inputs.append((Double(row[k]) - center[k]) / width[k]) }
      inputs.append(1)
    }
    let hidden = LinearAlgebra.product(
      inputs, hiddenWeights, columns: Feature.count + 1, outputs: hiddenCount)
    var activations: [Double] = []
    activations.reserveCapacity(rows.count * (hiddenCount + 1))
    for row in rows.indices {
      for unit in 0..<hiddenCount { activations.append(tanh(hidden[row * hiddenCount + unit])) }
      activations.append(1)
    }
    let outputs = LinearAlgebra.product(
      activations, outputWeights, columns: hiddenCount + 1, outputs: MovementKind.count)
    return rows.indices.map { row in
      let start = row * MovementKind.count
      var likelihoods = relative(Array(outputs[start..<start + MovementKind.count]), constants)
      let weakness = -Double(rows[row][Feature.slowPeakRank.rawValue]) - constants.weakPush
      if weakness > 0 {
        likelihoods[MovementKind.opening.rawValue] -= constants.weakPushCost * weakness
        likelihoods[MovementKind.openingAndClosing.rawValue] -= constants.weakPushCost * weakness
      }
      return Self.isRowOfKnocks(rows[row])
        ? MovementKind.allCases.map { $0.kind == .nothing ? 1 : constants.floor } : likelihoods
    }
  }

  /// A movement this long [s] whose capped readings are this unrelated is a row of knocks, whatever
  /// its strength. Real knocks have a lag-1 correlation with its median at 0.23, real openings 0.73
  /// to 0.84; but simulated openings that hold a slam go down to 0.3, so the bound is far lower:
  /// 0.1 costs 0.004 of F₁ on simulated doors, 0.3 costs 0.017. Raising it, or shortening the time,
  /// lets fewer knocks and fewer rough openings pass.
  static let knockingSeconds = 6.0
  static let knockingSmoothness: Float = 0.1

  static func isRowOfKnocks(_ row: [Float]) -> Bool {
    row[Feature.logDuration.rawValue] > Float(log(0.2 + knockingSeconds))
      && row[Feature.cappedSmoothness.rawValue] < knockingSmoothness
  }

  /// Log-posteriors over priors. Both kinds of nothing are pulled towards nothing at all.
  private func relative(_ outputs: [Double], _ constants: DecodingConstants) -> [Double] {
    let total = outputs.dropFirst().reduce(outputs[0], Self.logSum)
    var likelihoods = zip(outputs, logPrior).map { $0 - total - $1 }
    let closed = MovementKind.nothingWhileClosed.rawValue
    let open = MovementKind.nothingWhileOpen.rawValue
    let nothing =
      Self.logSum(outputs[closed], outputs[open]) - total
      - Self.logSum(logPrior[closed], logPrior[open])
    for k in [closed, open] {
      likelihoods[k] = nothing + constants.nothingContrast * (likelihoods[k] - nothing)
    }
    let best = likelihoods.max() ?? 0
    return likelihoods.map { max($0, best + constants.floor) }
  }

  static func logSum(_ a: Double, _ b: Double) -> Double {
    max(a, b) + log(1 + exp(-abs(a - b)))
  }
}
