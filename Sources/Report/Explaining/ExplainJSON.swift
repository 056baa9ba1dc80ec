import Readings

extension ExplainReport {
  /// `doorstats.explain/1`: a row a device.
  func json() -> JSONValue {
    .object(
      context.envelope(schema: "doorstats.explain/1", range: nil)
        + [
          ("asked_at", instant(moment)),
          ("rows", .array(answers.map(row))),
        ])
  }

  private func instant(_ value: Int64) -> JSONValue {
    .string(context.calendar.label(of: value, withMilliseconds: true))
  }

  private func row(_ answer: Answer) -> JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      ("device", .string(answer.device.displayName))
    ]
    func add(
      _ finding: String, movement: JSONValue = .null, gap: JSONValue = .null,
      neighbours: Neighbours? = nil, explanation: JSONValue = .null
    ) {
      members += [
        ("finding", .string(finding)), ("movement", movement), ("gap", gap),
        ("before", neighbours?.before.map(episode) ?? .null),
        ("after", neighbours?.after.map(episode) ?? .null), ("explanation", explanation),
      ]
    }
    switch answer.finding {
    case .moved(let explanation):
      add(
        "movement", movement: episode(explanation.episode),
        neighbours: Neighbours(before: explanation.previous, after: explanation.next),
        explanation: self.explanation(explanation))
    case .pruned(let movement): add("readings-gone", movement: episode(movement))
    case .still(let neighbours): add("still", neighbours: neighbours)
    case .notObserved(let gap, let neighbours):
      add(
        "not-observed",
        gap: .object([
          ("gap_start", instant(gap.interval.start)), ("gap_end", instant(gap.interval.end)),
          ("cause", .string(gap.cause.rawValue)),
        ]), neighbours: neighbours)
    case .outside(let span): add(span == nil ? "no-readings" : "outside-readings")
    }
    return .object(members)
  }

  private func episode(_ episode: Episode) -> JSONValue {
    .object([
      ("started_at", instant(episode.interval.start)), ("ended_at", instant(episode.interval.end)),
      ("kind", .string(episode.kind.rawValue)),
      ("confidence", .decimal(episode.confidence, places: 4)),
      ("peak_score", .decimal(episode.peakScore, places: 3)),
      ("evidence", .string(episode.evidence.name)), ("reason", .string(episode.reason)),
    ])
  }

  private func explanation(_ explanation: Explanation) -> JSONValue {
    .object([
      ("kind", .string(explanation.kind.rawValue)),
      ("counted", .boolean(explanation.isCounted)),
      ("opened_at", explanation.opening.map { instant($0.openedAt) } ?? .null),
      ("closed_at", explanation.opening?.closedAt.map(instant) ?? .null),
      ("reopened_at", .array(explanation.reopenings.map { instant($0.openedAt) })),
      ("measures", measures(explanation.measures)),
      ("evidence", evidence(explanation.evidence)),
      ("variations", .array(explanation.variations.map { variation($0, of: explanation) })),
      ("thresholds", thresholds(explanation.trace.thresholds)),
      ("readings", readings(explanation.trace)),
    ])
  }

  private func number(_ value: Double) -> JSONValue { .decimal(value, places: 4) }
  private func number(_ value: Double?) -> JSONValue { value.map { number($0) } ?? .null }

  private func measures(_ measures: Explanation.Measures) -> JSONValue {
    .object([
      ("is_felt", .boolean(measures.isFelt)), ("length_s", number(measures.seconds)),
      ("peak_m_per_s2", number(measures.peak)), ("slow_peak_m_per_s2", number(measures.slowPeak)),
      ("peak_score", number(measures.peakScore)), ("smoothness", number(measures.smoothness)),
      ("capped_smoothness", number(measures.cappedSmoothness)),
      ("smoothest_part", number(measures.smoothestPart)),
      ("texture", .string(measures.texture.rawValue)),
      ("normal_share", number(measures.normalShare)),
      ("radial_share", number(measures.radialShare)),
      ("hinge_agreement", number(measures.centripetalAgreement)),
      ("direction", number(measures.direction)), ("swing", .string(measures.swing.rawValue)),
      ("first_push", number(measures.firstPush)), ("last_push", number(measures.lastPush)),
      ("turn_back", number(measures.turnBack)), ("jump_m_per_s2", number(measures.jump)),
      ("before_s", number(measures.secondsBefore)), ("after_s", number(measures.secondsAfter)),
      ("strength_factor", number(measures.strengthFactor)),
      ("rank", .integer(Int64(measures.rank))),
      ("movements", .integer(Int64(measures.movementCount))),
      ("is_row_of_knocks", .boolean(measures.isRowOfKnocks)),
      ("weakness_cost_nats", number(measures.weaknessCost)),
      ("wander_factor", number(measures.wanderFactor)),
      ("wander_cost_nats", number(measures.wanderCost)),
      ("turned_degrees", number(measures.turnedDegrees)),
      ("light_factor", number(measures.lightFactor)),
    ])
  }

  private func evidence(_ evidence: Explanation.Evidence) -> JSONValue {
    let proximity = evidence.proximity.map { proximity in
      JSONValue.object([
        ("was_covered", .boolean(proximity.wasCovered)),
        ("is_covered", .boolean(proximity.isCovered)),
        ("changed_inside", .boolean(proximity.hasExcursion)),
        ("covered_when_closed", .boolean(proximity.isCoveredWhenClosed)),
      ])
    }
    return .object([
      ("support_nats", number(evidence.support)),
      ("open_before", number(evidence.openBefore)), ("open_after", number(evidence.openAfter)),
      ("direction_margin_nats", number(evidence.directionMargin)),
      ("habit", .string(evidence.habit.rawValue)),
      ("proximity_weight", number(evidence.proximityWeight)), ("proximity", proximity ?? .null),
      (
        "kinds",
        .array(
          evidence.kinds.map { kind in
            .object([
              ("kind", .string(kind.kind.rawValue)), ("felt_nats", number(kind.motion)),
              ("proximity_nats", number(kind.proximity)), ("usual_nats", number(kind.prior)),
              ("shortfall_nats", number(kind.shortfall)), ("probability", number(kind.posterior)),
            ])
          })
      ),
    ])
  }

  private func variation(
    _ variation: Explanation.Variation, of explanation: Explanation
  ) -> JSONValue {
    .object([
      ("change", .string(variation.change.rawValue)),
      ("kind", .optional(variation.kind?.rawValue)),
      ("counted", .boolean(explanation.isCounted(under: variation))),
      ("support_nats", number(variation.support)),
    ])
  }

  private func thresholds(_ thresholds: Explanation.Thresholds) -> JSONValue {
    .object([
      ("on_m_per_s2", number(thresholds.on)), ("off_m_per_s2", number(thresholds.off)),
      ("slow_on_m_per_s2", number(thresholds.slowOn)),
      ("slow_off_m_per_s2", number(thresholds.slowOff)),
    ])
  }

  private func readings(_ trace: Explanation.Trace) -> JSONValue {
    func column(_ values: [Double]) -> JSONValue { .array(values.map { number($0) }) }
    return .object([
      ("measured_at", .array(trace.measuredAt.map(instant))),
      ("magnitude", column(trace.magnitude)), ("slow_magnitude", column(trace.slowMagnitude)),
      ("normal", column(trace.normal)), ("radial", column(trace.radial)),
      ("third", column(trace.third)),
      (
        "is_covered", trace.isCovered.isEmpty ? .null : .array(trace.isCovered.map { .boolean($0) })
      ),
    ])
  }
}
