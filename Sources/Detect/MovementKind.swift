import Readings

/// How a door can stand between two movements.
package enum DoorState: Int, CaseIterable, Sendable {
  case closed
  case open
  /// Left open by a gap: not latched, but so little that a proximity sensor may be covered as if it
  /// were closed. People pass through it, and nobody opens it: it is open already.
  case ajar

  package static let count = allCases.count
}

/// What a movement was, together with how the door stood before and after it.
///
///     closed ─ opening ──────────────→ open ─ closing ──────→ closed
///     closed ─ openingToAjar ────────→ ajar ─ closingFromAjar → closed
///     open ─── closingToAjar ────────→ ajar ─ widening ─────→ open
///
/// The others end as they begin.
package enum MovementKind: Int, CaseIterable, Sendable {
  case nothingWhileClosed
  case opening
  /// Opened, and let go again so that it stays ajar.
  case openingToAjar
  case openingAndClosing
  case closing
  case nothingWhileOpen
  case closingToAjar
  case widening
  /// Somebody passed through the door that stood ajar.
  case passageWhileAjar
  case nothingWhileAjar
  case closingFromAjar

  package static let count = allCases.count

  /// How the door stands before the movement.
  package var start: DoorState {
    switch self {
    case .nothingWhileClosed, .opening, .openingToAjar, .openingAndClosing: .closed
    case .closing, .nothingWhileOpen, .closingToAjar: .open
    case .widening, .passageWhileAjar, .nothingWhileAjar, .closingFromAjar: .ajar
    }
  }

  /// How it stands after it.
  package var end: DoorState {
    switch self {
    case .nothingWhileClosed, .openingAndClosing, .closing, .closingFromAjar: .closed
    case .opening, .nothingWhileOpen, .widening: .open
    case .openingToAjar, .closingToAjar, .passageWhileAjar, .nothingWhileAjar: .ajar
    }
  }

  /// Whether the door is not closed before the movement, and after it.
  package var startsOpen: Bool { start != .closed }
  package var endsOpen: Bool { end != .closed }
  /// Whether it counts: the door leaves closed.
  package var isOpening: Bool { !startsOpen && self != .nothingWhileClosed }

  /// Whether nothing happened to the door.
  package var isNothing: Bool {
    self == .nothingWhileClosed || self == .nothingWhileOpen || self == .nothingWhileAjar
  }

  /// What the movement comes to where the door was closed and opened again within it.
  var whenReopened: MovementKind {
    switch self {
    case .closing: .openingAndClosing
    case .nothingWhileOpen: .opening
    default: self
    }
  }

  /// The kind as an episode has it.
  var kind: Episode.Kind {
    switch self {
    case .opening, .openingToAjar: .opening
    case .closing, .closingFromAjar: .closing
    case .openingAndClosing: .openingAndClosing
    case .nothingWhileClosed, .nothingWhileOpen, .closingToAjar, .widening, .passageWhileAjar,
      .nothingWhileAjar:
      .nothing
    }
  }
}
