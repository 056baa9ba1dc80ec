import Readings

/// The form of an explanation.
public enum ExplainFormat: String, CaseIterable, Sendable {
  case text, json
}

/// Why an opening was counted at a moment, or was not, device by device: `doorstats explain`.
public struct ExplainReport: Sendable {
  /// What is known of one device's door around the moment.
  public struct Answer: Sendable {
    public var device: Device
    public var finding: Finding

    public init(device: Device, finding: Finding) {
      self.device = device
      self.finding = finding
    }
  }

  public enum Finding: Sendable {
    /// The movement nearest to the moment, within a minute of it.
    case moved(Explanation)
    /// There was such a movement, but its readings are no longer in the store.
    case pruned(Episode)
    /// The door was watched, and nothing moved.
    case still(Neighbours)
    /// Nobody watched.
    case notObserved(Gap, Neighbours)
    /// Before the first reading or after the last; `nil` where there never was one.
    case outside(Interval?)
  }

  /// The movements nearest to a moment on both sides, within a day.
  public struct Neighbours: Equatable, Sendable {
    public var before: Episode?
    public var after: Episode?

    public init(before: Episode?, after: Episode?) {
      self.before = before
      self.after = after
    }
  }

  /// How far from the moment asked about a movement may be [ms].
  public static let reach: Int64 = 60_000

  let context: ReportContext
  let moment: Int64
  let answers: [Answer]

  /// - Parameter moment: What is asked about [ms UTC].
  public init(_ context: ReportContext, moment: Int64, answers: [Answer]) {
    self.context = context
    self.moment = moment
    self.answers = answers
  }

  /// Whether a movement was found that can be drawn.
  public var hasPicture: Bool { nearest != nil }

  /// The nearest movement of any device as an SVG document; `nil` without one.
  public func picture() -> String? {
    nearest.map {
      MovementPicture($0.explanation, of: $0.device, calendar: context.calendar).text
    }
  }

  /// The whole output, with a line break at its end.
  public func rendered(as format: ExplainFormat, style: Style) -> String {
    switch format {
    case .text: TextRenderer(style: style).text(of: sections(style: style))
    case .json: json().document(isASCII: style.isASCII)
    }
  }

  private var nearest: (device: Device, explanation: Explanation)? {
    let found = answers.compactMap { answer in
      if case .moved(let explanation) = answer.finding {
        return (device: answer.device, explanation: explanation)
      }
      return nil
    }
    return found.min { distance(of: $0.explanation) < distance(of: $1.explanation) }
  }

  private func distance(of explanation: Explanation) -> Int64 {
    explanation.episode.interval.distance(to: moment)
  }

  // MARK: Text

  func sections(style: Style) -> [TextSection] {
    guard !answers.isEmpty else {
      let range = Interval(start: moment, end: moment + 1)
      let window = CountingWindow(range: range, now: context.now, records: [])
      return [
        SectionHeader(context: context, window: window, style: style).empty(what: "explanation")
      ]
    }
    return answers.flatMap { sections(of: $0, style: style) }
  }

  private func sections(of answer: Answer, style: Style) -> [TextSection] {
    if case .moved(let explanation) = answer.finding {
      return MovementText(
        explanation: explanation, device: answer.device, moment: moment, context: context,
        style: style
      ).sections
    }
    return [
      TextSection(
        title: [
          style.shown(answer.device.displayName), context.calendar.secondLabel(of: moment),
          context.calendar.name,
        ],
        remarks: FindingWords(context: context, moment: moment, style: style)
          .sentences(on: answer.finding))
    ]
  }
}

extension Interval {
  /// How far an instant lies outside [ms]; 0 inside.
  public func distance(to instant: Int64) -> Int64 {
    instant < start ? start - instant : max(0, instant - end)
  }
}
