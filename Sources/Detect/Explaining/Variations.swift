import Readings

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The decision again, with one thing left out or turned round each time.
extension DayExplainer {
  func variations(of step: Int) -> [Explanation.Variation] {
    var variations: [Explanation.Variation] = []
    func add(_ change: Explanation.Variation.Change, _ course: Course, _ step: Int) {
      variations.append(
        Explanation.Variation(
          change: change, kind: course.kind(of: step).explained, support: course.support(of: step)))
    }
    if movements[step].movement.isFelt {
      add(.withoutMotion, without(felt(step), at: step), step)
    }
    if movements[step].pattern != nil {
      add(.withoutProximity, without(proximityPotentials(of: step), at: step), step)
      variations.append(withoutSensor(step))
    }
    add(.withoutPrior, withoutPrior(step), step)
    add(.withoutNeighbours, course.alone(step), 0)
    if let turned = otherDirection() { add(.otherDirection, turned, step) }
    return variations
  }

  /// The movement with one group of its evidence taken off.
  private func without(_ evidence: [Double], at step: Int) -> Course {
    course.changed(at: step) { potentials in
      for k in potentials.indices { potentials[k] -= evidence[k] }
    }
  }

  /// What was felt of a movement, without how common the kinds are.
  private func felt(_ step: Int) -> [Double] {
    zip(motion[step], day.decoder.model.logPrior).map { $0 - $1 }
  }

  /// All kinds that a state of the door allows are equally common for this movement.
  private func withoutPrior(_ step: Int) -> Course {
    let prior = prior(of: step)
    return course.changed(at: step) { potentials in
      for kind in MovementKind.allCases {
        let allowed = MovementKind.allCases.count { $0.start == kind.start }
        potentials[kind.rawValue] -= prior[kind.rawValue] + log(Double(allowed))
      }
    }
  }

  /// The day as it is decided without a proximity sensor: movements that only the sensor saw are
  /// gone too.
  private func withoutSensor(_ step: Int) -> Explanation.Variation {
    let change = Explanation.Variation.Change.withoutProximityAllDay
    let kept = movements.indices.filter { movements[$0].movement.isFelt }
    guard let place = kept.firstIndex(of: step) else {
      return Explanation.Variation(change: change, kind: nil)
    }
    var decoder = day.decoder
    decoder.proximityWeight = 0
    let felt = kept.map { movements[$0] }
    let hypothesis = decoder.answer(to: felt).hypothesis
    let course = decoder.course(
      of: felt, decoder.motion(of: felt, under: hypothesis), under: hypothesis)
    return Explanation.Variation(
      change: change, kind: course.kind(of: place).explained, support: course.support(of: place))
  }

  /// The best course of the day with opening and closing swapped.
  private func otherDirection() -> Course? {
    let decoder = day.decoder
    let hasProximity =
      decoder.proximityWeight > 0 && movements.contains { $0.pattern != nil }
    let opposite = hypothesis.meanings.map(\.opposite)
    let swapped = Hypothesis.all(
      axesCount: day.analysis.axes.count, hasProximity: hasProximity, habit: hypothesis.habit
    ).filter { $0.isMirrored != hypothesis.isMirrored }
      .flatMap { swapped in
        [hypothesis.meanings, opposite].map { meanings in
          var swapped = swapped
          swapped.meanings = meanings
          return swapped
        }
      }
    let courses = swapped.map { hypothesis in
      decoder.course(
        of: movements, decoder.motion(of: movements, under: hypothesis), under: hypothesis)
    }
    return courses.max { $0.trellis.logProbability() < $1.trellis.logProbability() }
  }
}
