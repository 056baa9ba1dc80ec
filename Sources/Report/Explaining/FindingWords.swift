import Readings

/// Sentences on a moment at which there is no movement to take apart.
struct FindingWords {
  let context: ReportContext
  let moment: Int64
  let style: Style

  private var calendar: TimeZoneCalendar { context.calendar }

  func sentences(on finding: ExplainReport.Finding) -> [String] {
    switch finding {
    case .moved: []
    case .pruned(let episode):
      [
        "At \(calendar.secondLabel(of: episode.interval.start)) there was a movement, decided as "
          + "\(name(of: episode.kind)) (confidence "
          + "\(NumberText.decimal(episode.confidence, places: 2))).",
        "What was noted then: \(style.shown(episode.reason)).",
        "Its readings are no longer in the store, so it cannot be taken apart.",
      ]
    case .still(let neighbours):
      ["Nothing moved within a minute. The door was watched and stayed as it was."]
        + sentences(on: neighbours)
    case .notObserved(let gap, let neighbours):
      [
        "Nothing was observed then: no reading from \(calendar.secondLabel(of: gap.interval.start))"
          + " to \(calendar.secondLabel(of: gap.interval.end)) "
          + "(\(NumberText.duration(milliseconds: gap.interval.milliseconds)); "
          + "\(gap.cause.words)). Whether the door was opened is not known."
      ] + sentences(on: neighbours)
    case .outside(let span): [sentence(outside: span)]
    }
  }

  private func sentence(outside span: Interval?) -> String {
    guard let span else { return "There are no readings of this device." }
    return moment < span.start
      ? "Nothing was observed then: the first reading is of \(calendar.secondLabel(of: span.start))."
      : "Nothing is known of then yet: the last reading is of "
        + "\(calendar.secondLabel(of: span.end - 1)). Get newer ones with: doorstats pull --db NAME"
  }

  private func sentences(on neighbours: ExplainReport.Neighbours) -> [String] {
    var parts: [String] = []
    if let before = neighbours.before { parts.append("before: \(line(before))") }
    if let after = neighbours.after { parts.append("after: \(line(after))") }
    return parts.isEmpty
      ? ["There is no movement within a day of it."]
      : ["Nearest movement \(parts.joined(separator: "; nearest "))."]
  }

  private func line(_ episode: Episode) -> String {
    let distance = NumberText.duration(milliseconds: episode.interval.distance(to: moment))
    return "\(calendar.secondLabel(of: episode.interval.start)), \(name(of: episode.kind)) "
      + "(\(distance) away)"
  }

  private func name(of kind: Episode.Kind) -> String {
    switch kind {
    case .nothing: "no opening"
    case .opening: "an opening"
    case .closing: "a closing"
    case .openingAndClosing: "an opening and closing in one"
    }
  }
}
