import Readings

/// What was measured of a movement as rows: a name, a value with its unit, and what to compare it
/// with.
struct MeasureRows {
  struct Row: Equatable, Sendable {
    var name: String
    var value: String
    var note: String
  }

  let explanation: Explanation
  let style: Style

  private var measures: Explanation.Measures { explanation.measures }

  var rows: [Row] { (measures.isFelt ? felt : []) + light + around }

  private var light: [Row] {
    measures.lightFactor.map {
      [Row(name: "light", value: "× \(MovementWords.number($0))", note: "after, against before")]
    } ?? []
  }

  private var felt: [Row] {
    let thresholds = explanation.trace.thresholds
    let number = MovementWords.number
    var rows = [
      Row(name: "length", value: MovementWords.seconds(measures.seconds), note: ""),
      Row(
        name: "strongest reading", value: "\(number(measures.peak)) m/s²",
        note: "starts at \(number(thresholds.on)), ends below \(number(thresholds.off))"),
      Row(
        name: "strongest second", value: "\(number(measures.slowPeak)) m/s²",
        note: "(five) at \(number(thresholds.slowOn)), below \(number(thresholds.slowOff))"),
      Row(
        name: "rank in the day",
        value:
          "\(NumberText.integer(measures.rank)) of \(NumberText.integer(measures.movementCount))",
        note: "\(number(measures.strengthFactor)) × the day's usual push"),
      Row(
        name: "smoothness", value: signed(measures.smoothness),
        note: "swings 0.7–0.8, knocks about 0.2"),
      Row(
        name: "smoothness, capped", value: signed(measures.cappedSmoothness),
        note: "the same, slams cut down"),
      Row(
        name: "smoothest 2 s", value: signed(measures.smoothestPart),
        note: measures.isRowOfKnocks
          ? "long and never smooth: a row of knocks" : "slams cut down; swings above 0.6"),
      Row(
        name: "direction", value: signed(measures.direction),
        note: "+1 as an opening, −1 as a closing"),
      Row(
        name: "first, last push",
        value: "\(signed(measures.firstPush)), \(signed(measures.lastPush))",
        note: "+ opens, − closes; shares of all pushing"),
      Row(
        name: "swings back", value: share(measures.turnBack), note: "in the same movement"),
      Row(
        name: "along the normal", value: share(measures.normalShare),
        note: "of the energy; towards the hinges \(share(measures.radialShare))"),
      Row(
        name: "hinge agreement", value: signed(measures.centripetalAgreement),
        note: "pull inwards with speed²; rigid door +1"),
      Row(
        name: "largest jump", value: "\(number(measures.jump)) m/s²",
        note: "between two readings: slam or knock"),
    ]
    if let turn = measures.turnedDegrees {
      rows.append(
        Row(
          name: "turned", value: MovementWords.signed(turn, places: 0, style: style) + "°",
          note: "by gyroscope or compass; + opens, − closes"))
    }
    if let factor = measures.wanderFactor {
      rows.append(
        Row(
          name: "above wandering", value: "× \(number(factor))",
          note: "strongest second against the level nearby"))
    }
    return rows + lost(measures.wanderCost, "level wanders", note: "nats lost as an opening for it")
      + lost(measures.weaknessCost, "too weak", note: "nats lost as an opening for weakness")
  }

  /// A row for what a movement lost as an opening, where that shows [nats].
  private func lost(_ cost: Double, _ name: String, note: String) -> [Row] {
    guard cost >= 0.05 else { return [] }
    return [
      Row(name: name, value: MovementWords.signed(-cost, places: 1, style: style), note: note)
    ]
  }

  private var around: [Row] {
    [
      Row(
        name: "movement before", value: time(measures.secondsBefore, explanation.previous),
        note: explanation.previous.map { "\($0.kind.rawValue)" } ?? ""),
      Row(
        name: "movement after", value: time(measures.secondsAfter, explanation.next),
        note: explanation.next.map { "\($0.kind.rawValue)" } ?? ""),
    ]
  }

  /// The time to a neighbour as detection saw it, which tells nothing apart beyond ten minutes.
  private func time(_ seconds: Double?, _ neighbour: Episode?) -> String {
    seconds.map(MovementWords.seconds)
      ?? neighbour.map {
        NumberText.duration(
          milliseconds: $0.interval.start < explanation.episode.interval.start
            ? explanation.episode.interval.start - $0.interval.end
            : $0.interval.start - explanation.episode.interval.end)
      } ?? "above 10 min"
  }

  private func signed(_ value: Double) -> String {
    MovementWords.signed(value, places: 2, style: style)
  }

  private func share(_ value: Double) -> String {
    "\(NumberText.decimal(max(0, value) * 100, places: 0)) %"
  }
}
