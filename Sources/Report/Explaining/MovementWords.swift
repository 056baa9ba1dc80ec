import Foundation
import Readings

/// Sentences on one movement, for those who want to know whether to believe the count.
struct MovementWords {
  let explanation: Explanation
  let calendar: TimeZoneCalendar
  let style: Style

  private var measures: Explanation.Measures { explanation.measures }
  private var evidence: Explanation.Evidence { explanation.evidence }

  /// What the movement is, where it stands beside the count.
  static func counted(_ explanation: Explanation) -> String {
    explanation.isCounted && !explanation.kind.isOpening
      ? "a closing and another opening" : counted(explanation.kind)
  }

  static func counted(_ kind: Explanation.Kind?) -> String {
    switch kind {
    case .opening: "an opening"
    case .openingAndClosing: "an opening and closing in one"
    case .closing: "a closing"
    case .nothingWhileClosed, .nothingWhileOpen: "no movement of the door"
    case .closingToAjar: "a closing that left the door ajar"
    case .movementWhileAjar: "a movement of a door that stood ajar"
    case nil: "no movement at all"
    }
  }

  /// What was decided, and what that means for the count.
  var verdict: String {
    if !explanation.kind.isOpening, explanation.isCounted { return verdictOfReopening }
    let start = calendar.clockLabel(of: explanation.episode.interval.start)
    switch explanation.kind {
    case .opening, .openingAndClosing:
      let opening = explanation.opening
      let opened = calendar.clockLabel(of: opening?.openedAt ?? explanation.episode.interval.start)
      guard let opening, let closedAt = opening.closedAt else {
        return "Counted: the door was opened at \(opened). When it was closed was not observed."
      }
      let time = NumberText.duration(milliseconds: closedAt - opening.openedAt)
      return "Counted: the door was opened at \(opened) and closed again at "
        + "\(calendar.clockLabel(of: closedAt)), \(time) later.\(reopened)"
    case .closing:
      return "Not counted: at \(start) the door, which stood open, was closed."
    case .nothingWhileClosed:
      return
        "Not counted: at \(start) something \(measures.isFelt ? "moved the phone" : Self.passed), but "
        + "the door stayed closed."
    case .nothingWhileOpen:
      return
        "Not counted: at \(start) something \(measures.isFelt ? "moved" : Self.passed), but the door "
        + "was open already and stayed open."
    case .closingToAjar:
      return
        "Not counted: at \(start) the door, which stood open, was closed nearly, and stood ajar "
        + "from then on."
    case .movementWhileAjar:
      let mover =
        measures.isFelt ? "the door moved, but it" : "something \(Self.passed), but the door"
      return "Not counted: at \(start) \(mover) stood ajar before, and so was open already."
    }
  }

  /// What a change of the proximity sensor alone is, where it is no opening.
  private static let passed = "passed the proximity sensor"

  private var reopened: String {
    guard !explanation.reopenings.isEmpty else { return "" }
    return " Within the same movement the sensor was covered for a while: opened again at "
      + "\(reopeningTimes)."
  }

  private var reopeningTimes: String {
    explanation.reopenings.map { calendar.clockLabel(of: $0.openedAt) }.joined(separator: ", ")
  }

  private var verdictOfReopening: String {
    "Counted: the door, which stood open, was closed and opened again at \(reopeningTimes): "
      + "within the movement its sensor was covered for a while."
      + (explanation.kind == .closing ? " Then it was closed." : "")
  }

  /// What was felt and seen.
  var observation: String {
    guard measures.isFelt else {
      return "The phone felt nothing; only its proximity sensor \(proximity ?? "changed")."
    }
    let hasDirection = isDirectionClear && measures.texture != .rough
    let swing =
      switch measures.swing {
      case .opening where hasDirection: ", in the opening direction"
      case .closing where hasDirection: ", in the closing direction"
      default: ""
      }
    let size =
      "\(Self.seconds(measures.seconds)) long, up to \(Self.number(measures.peak)) m/s²"
    return "The phone felt \(texture)\(swing): \(size)." + wandering
      + (proximity.map { " Its proximity sensor \($0)." } ?? "")
  }

  /// Said where it is why a movement is hardly an opening.
  private var wandering: String {
    guard let factor = measures.wanderFactor, measures.wanderCost >= 1 else { return "" }
    return " Its level wanders nearby; this is only \(Self.number(factor)) times as far."
  }

  private var texture: String {
    if measures.isRowOfKnocks { return "a row of knocks" }
    return switch measures.texture {
    case .smooth: "a smooth movement, as a swinging door gives"
    case .rough: "a rough movement, as a knock gives"
    case .mixed: "a movement neither smooth nor rough"
    }
  }

  private var proximity: String? {
    guard let seen = evidence.proximity, let weight = evidence.proximityWeight else { return nil }
    let change = Self.change(seen)
    if weight == 0 { return "\(change), but it does not follow the door then and is left out" }
    let meaning =
      seen.isCoveredWhenClosed
      ? "it is covered while the door is closed" : "it is covered while the door is wide open"
    return "\(change) (\(meaning))"
  }

  private static func change(_ seen: Explanation.Proximity) -> String {
    func name(_ isCovered: Bool) -> String { isCovered ? "covered" : "free" }
    if seen.wasCovered != seen.isCovered {
      return "went from \(name(seen.wasCovered)) to \(name(seen.isCovered))"
    }
    return seen.hasExcursion
      ? "was \(name(!seen.isCovered)) for a while and \(name(seen.isCovered)) again"
      : "stayed \(name(seen.isCovered))"
  }

  /// Whether the door was open before and after.
  var door: String {
    func state(_ isOpen: Bool, _ probability: Double) -> String {
      let sure = isOpen ? probability : 1 - probability
      return "\(isOpen ? "open" : "closed") (\(NumberText.decimal(sure, places: 2)))"
    }
    return "The door was \(state(explanation.kind.startsOpen, evidence.openBefore)) before it and "
      + "\(state(explanation.kind.endsOpen, evidence.openAfter)) after it."
  }

  /// How sure, and which single change would turn the count round.
  var doubts: [String] {
    let isCounted = explanation.isCounted
    let turned = explanation.variations.filter { explanation.isCounted(under: $0) != isCounted }
    let outcome = isCounted ? "it would not be counted" : "it would be counted"
    var sentences = [sureness]
    if turned.isEmpty {
      sentences.append(
        "No single change that was tried turns this round.")
    } else {
      let names = turned.map { Self.name(of: $0.change) }
      sentences.append("\(Self.listed(names)): \(outcome).")
    }
    if !isDirectionClear {
      sentences.append(
        "Opening and closing look alike on this day: either way round is about as likely.")
    }
    return sentences
  }

  private var sureness: String {
    let confidence = explanation.episode.confidence
    let share = NumberText.decimal(confidence, places: 2)
    return confidence >= 0.95
      ? "This is clear (\(share))."
      : confidence >= 0.8
        ? "This is likely, not certain (\(share))." : "This is a close call (\(share))."
  }

  /// Odds of the day's direction from which on it is taken for known [nats]: 20 to 1.
  private static let clearDirection = 3.0

  private var isDirectionClear: Bool { evidence.directionMargin >= Self.clearDirection }

  private static func listed(_ names: [String]) -> String {
    let text =
      names.count < 2
      ? names.joined() : "\(names.dropLast().joined(separator: ", ")) or \(names.last ?? "")"
    return text.prefix(1).uppercased() + text.dropFirst()
  }

  static func name(of change: Explanation.Variation.Change) -> String {
    switch change {
    case .withoutMotion: "without what was felt"
    case .withoutProximity: "without what proximity did here"
    case .withoutProximityAllDay: "without a proximity sensor"
    case .withoutPrior: "with all kinds equally common"
    case .withoutNeighbours: "looked at alone"
    case .otherDirection: "with opening and closing swapped"
    case .lowerThresholds: "with thresholds × 0.8"
    case .higherThresholds: "with thresholds × 1.25"
    }
  }

  // MARK: Numbers

  /// Three digits that mean something: `0.084`, `1.24`, `12.3`, `204`.
  static func number(_ value: Double) -> String {
    let size = abs(value)
    return NumberText.decimal(value, places: size < 0.1 ? 3 : size < 10 ? 2 : size < 100 ? 1 : 0)
  }

  static func seconds(_ value: Double) -> String {
    value < 60
      ? "\(NumberText.decimal(value, places: 1)) s"
      : NumberText.duration(milliseconds: Int64(value * 1000))
  }

  /// With a sign, so that what speaks for and against is told apart.
  static func signed(_ value: Double, places: Int, style: Style) -> String {
    let text = NumberText.decimal(abs(value), places: places)
    let isZero = text.allSatisfy { "0.".contains($0) }
    return isZero ? text : (value < 0 ? style.minus : "+") + text
  }
}

extension Style {
  var minus: String { isASCII ? "-" : "−" }

  /// Text of the program's own in this style.
  func plain(_ text: String) -> String {
    guard isASCII else { return text }
    return text.replacing("²", with: "^2").replacing("×", with: "x").replacing("–", with: "-")
      .replacing("−", with: "-").replacing("·", with: ",").replacing("°", with: " deg")
  }
}
