#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The most likely course of a day through closed and open, and what it costs to have one movement
/// be something else.
struct Course {
  let trellis: Trellis
  let constants: DecodingConstants

  /// Log-probability of the best course in which the step is one of the kinds allowed [nats].
  ///
  /// A constrained Viterbi: the other kinds become impossible at this step, everything around it may
  /// fall into place anew.
  func logProbability(of step: Int, _ isAllowed: (MovementKind) -> Bool) -> Double {
    changed(at: step) { likelihoods, _ in
      for kind in MovementKind.allCases where !isAllowed(kind) {
        likelihoods[kind.rawValue] = -.infinity
      }
    }.trellis.bestPath().logProbability
  }

  /// How much more likely the best course is that counts the movement as an opening than the best
  /// that does not [nats].
  func support(of step: Int) -> Double {
    logProbability(of: step) { $0.isOpening } - logProbability(of: step) { !$0.isOpening }
  }

  /// What the best course takes a step for.
  func kind(of step: Int) -> MovementKind { trellis.bestPath().kinds[step] }

  /// The same day with other evidence on one movement; how common the kinds are stays as learned.
  ///
  /// - Parameter change: Gets the movement's log-likelihoods, and the logarithms of how common the
  ///   kinds are among movements like it.
  func changed(at step: Int, _ change: (inout [Double], [Double]) -> Void) -> Course {
    var steps = trellis.steps
    change(&steps[step].logLikelihood, trellis.logKindPrior[steps[step].sizeClass])
    return with(steps, initialOpen: trellis.initialOpen)
  }

  /// One movement by itself, the door as likely open as closed before it.
  func alone(_ step: Int) -> Course {
    var single = trellis.steps[step]
    single.unseenClosing = 0
    single.unseenOpening = 0
    return with([single], initialOpen: 0.5)
  }

  private func with(_ steps: [DecodeStep], initialOpen: Double) -> Course {
    var changed = Trellis(steps: steps, initialOpen: initialOpen, constants: constants)
    changed.logKindPrior = trellis.logKindPrior
    return Course(trellis: changed, constants: constants)
  }
}

extension Decoder {
  /// Log-likelihoods of what was felt, step by step, under a hypothesis [nats].
  func motion(of movements: [ObservedMovement], under hypothesis: Hypothesis) -> [[Double]] {
    guard !movements.isEmpty else { return [] }
    return logLikelihoods(of: movements.map { $0.features[hypothesis.axes] })[
      hypothesis.isMirrored ? 1 : 0]
  }

  /// The day as it is decided under a hypothesis.
  ///
  /// - Parameter motion: From `motion(of:under:)`.
  func course(
    of movements: [ObservedMovement], _ motion: [[Double]], under hypothesis: Hypothesis
  ) -> Course {
    Course(
      trellis: trellis(movements, motion, hypothesis).withLearnedPrior(), constants: constants)
  }
}
