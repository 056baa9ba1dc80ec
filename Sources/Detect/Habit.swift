import Readings

/// What people do around a door, which differs from door to door more than within a day: where one
/// swing stopped short of the frame, others that look a little like it did so too.
///
/// Without it every movement has to say by itself whether the leaf met its frame, and on a door with a
/// soft latch it says the same wrong thing all day.
package enum Habit: Int, CaseIterable, Sendable {
  case usual
  /// It is often left open by a gap.
  case oftenAjar
  /// Hardly anything but the door moves, as in a recording that somebody makes of it.
  case undisturbed
}

extension DecodingConstants {
  /// The habit as far as a movement is concerned: what is too weak to be the door's is the sensor's, in
  /// a recording as elsewhere.
  ///
  /// - Parameter row: The movement's features.
  func habit(_ habit: Habit, of row: [Float]) -> Habit {
    habit == .undisturbed && !isOwn(row) ? .usual : habit
  }

  /// How much more common than usual each kind is of a movement where people have the habit [nats].
  ///
  /// - Parameter row: The movement's features.
  func shift(of habit: Habit, _ row: [Float]) -> [Double] {
    switch self.habit(habit, of: row) {
    case .usual: Self.noShift
    case .oftenAjar: oftenAjarShift
    case .undisturbed:
      MovementKind.allCases.map { $0.isNothing ? -undisturbedNothingCost(of: row) : oftenDoor }
    }
  }

  private func undisturbedNothingCost(of row: [Float]) -> Double {
    let correlation = Double(
      min(row[Feature.smoothness.rawValue], row[Feature.cappedSmoothness.rawValue]))
    let (low, high) = (Self.smoothCorrelation.lowerBound, Self.smoothCorrelation.upperBound)
    let share = min(max((correlation - low) / (high - low), 0), 1)
    return rarelyNothing + rarelySmoothNothing * share
  }

  private static let noShift = MovementKind.allCases.map { _ in 0.0 }

  private var oftenAjarShift: [Double] {
    MovementKind.allCases.map { kind in
      switch kind {
      case .openingToAjar, .closingToAjar: oftenLeftAjar
      case .openingAndClosing, .closing: -lessOftenClosed
      default: 0
      }
    }
  }
}

extension Habit {
  var explained: Explanation.Habit {
    switch self {
    case .usual: .usual
    case .oftenAjar: .oftenAjar
    case .undisturbed: .undisturbed
    }
  }
}
