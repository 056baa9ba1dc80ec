/// The most likely course of a day through closed and open, and what it costs to have one movement
/// be something else.
struct Course {
  let trellis: Trellis

  /// Log-probability of the best course in which the step is one of the kinds allowed [nats].
  ///
  /// A constrained Viterbi: the other kinds become impossible at this step, everything around it may
  /// fall into place anew.
  func logProbability(of step: Int, _ isAllowed: (MovementKind) -> Bool) -> Double {
    changed(at: step) { potentials in
      for kind in MovementKind.allCases where !isAllowed(kind) {
        potentials[kind.rawValue] = -.infinity
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

  /// The same day with other evidence on one movement.
  ///
  /// - Parameter change: Gets the movement's log-potentials.
  func changed(at step: Int, _ change: (inout [Double]) -> Void) -> Course {
    var steps = trellis.steps
    change(&steps[step].logPotential)
    return Course(trellis: Trellis(steps: steps, initial: trellis.initial))
  }

  /// One movement by itself, the door as likely open as closed before it.
  func alone(_ step: Int) -> Course {
    var single = trellis.steps[step]
    single.unseen = .none
    return Course(trellis: Trellis(steps: [single], initial: Trellis.initial(open: 0.5)))
  }
}

extension Decoder {
  /// Log-potentials of what was felt, step by step, under a hypothesis [nats].
  func motion(of movements: [ObservedMovement], under hypothesis: Hypothesis) -> [[Double]] {
    guard !movements.isEmpty else { return [] }
    return logPotentials(of: movements, along: hypothesis.axes)[hypothesis.isMirrored ? 1 : 0]
  }

  /// The day as it is decided under a hypothesis.
  ///
  /// - Parameter motion: From `motion(of:under:)`.
  func course(
    of movements: [ObservedMovement], _ motion: [[Double]], under hypothesis: Hypothesis
  ) -> Course {
    Course(
      trellis: trellis(movements, motion, hypothesis, unseenChanges(before: movements)))
  }
}
