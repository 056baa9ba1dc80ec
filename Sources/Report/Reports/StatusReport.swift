import Readings

/// What the store holds, how fresh it is, and what to do next.
///
/// `doorstats status`, and `doorstats` alone.
public struct StatusReport: ReportContent {
  let context: ReportContext
  let facts: StoreFacts

  public init(_ context: ReportContext, facts: StoreFacts) {
    self.context = context
    self.facts = facts
  }

  public func rendered(as format: Format, style: Style) -> String {
    render(as: format, style: style)
  }

  let columns = [
    "device", "device_type", "device_id", "readings", "first_reading_at", "last_reading_at",
    "last_reading_age_s", "observed_s", "span_s", "openings",
  ]

  func writeRows(to writer: inout RowWriter) {
    for device in facts.devices {
      let last = device.readings.map { $0.end - 1 }
      writer.string(device.device.displayName)
      writer.string(device.device.key.type)
      writer.string(device.device.key.id)
      writer.integer(device.readingCount)
      writer.instant(device.readings?.start, in: context.calendar, withMilliseconds: true)
      writer.instant(last, in: context.calendar, withMilliseconds: true)
      writer.seconds(milliseconds: last.map { context.now - $0 })
      writer.seconds(milliseconds: device.observedMilliseconds)
      writer.seconds(milliseconds: device.readings?.milliseconds)
      writer.integer(device.openingCount)
      writer.endRow()
    }
  }

  func json(style: Style) -> JSONValue {
    .object(
      context.envelope(schema: "doorstats.status/1", range: nil)
        + [
          ("store_bytes", facts.bytes.map { .integer($0) } ?? .null),
          ("rows", jsonRows(style: style)),
          ("bucket_families", .array(facts.families.map(json))),
          ("rejected_documents", .array(facts.rejected.map { json($0, named: "reason") })),
          ("other_events", .array(facts.otherEvents.map { json($0, named: "kind") })),
          ("next", .array(nextSteps.map { .string($0.command) })),
        ])
  }

  private func json(_ family: StoreFacts.BucketFamilyFacts) -> JSONValue {
    .object([
      ("name", .string(family.name)),
      ("databases", .integer(Int64(family.databaseCount))),
      ("complete_databases", .integer(Int64(family.completeCount))),
      ("documents", .integer(Int64(family.documentCount))),
      ("newest_database", .optional(family.newestDatabase)),
      ("pulled_at", .optional(family.pulledAt.map { context.calendar.label(of: $0) })),
    ])
  }

  private func json(_ count: StoreFacts.ReasonCount, named name: String) -> JSONValue {
    .object([(name, .string(count.reason)), ("count", .integer(Int64(count.count)))])
  }

  // MARK: Next steps

  /// The most useful first, at most four.
  var nextSteps: [TextSection.Step] {
    guard !facts.devices.isEmpty else { return firstSteps }
    return Array((repairSteps + useSteps).prefix(4))
  }

  private var firstSteps: [TextSection.Step] {
    let pull =
      facts.families.isEmpty
      ? [step("doorstats", "pull", "--db", "NAME", purpose: "readings from the historian")]
      : facts.families.map(pullStep)
    return pull + [
      step("doorstats", "import", "FILE", purpose: "readings from saved documents"),
      step("doorstats", "simulate", "--help", purpose: "readings of a simulated door"),
    ]
  }

  private var repairSteps: [TextSection.Step] {
    var steps = facts.families.filter { $0.completeCount < $0.databaseCount }.map(pullStep)
    if facts.rejectedCount > 0 {
      steps.append(
        step(
          "sqlite3", context.store, "SELECT reason, body FROM rejected_document LIMIT 5",
          purpose: "see what was rejected"))
    }
    return steps
  }

  private var useSteps: [TextSection.Step] {
    var steps = [
      step("doorstats", "openings", "--day", purpose: "the newest day's openings"),
      step("doorstats", "busiest", purpose: "the busiest hours and weekdays"),
    ]
    if facts.devices.contains(where: { $0.openingCount == nil }) {
      steps.insert(
        step("doorstats", "openings", purpose: "detect and count the openings"), at: 0)
    }
    if let family = facts.families.first(where: { $0.completeCount >= $0.databaseCount }) {
      steps.append(pullStep(family))
    }
    if let unnamed = facts.devices.first(where: { $0.device.name == nil })?.device.key.id {
      steps.append(
        step("doorstats", "device", "name", unnamed, "Front door", purpose: "a name to show"))
    }
    return steps
  }

  private func pullStep(_ family: StoreFacts.BucketFamilyFacts) -> TextSection.Step {
    let isIncomplete = family.completeCount < family.databaseCount
    return step(
      "doorstats", "pull", "--db", family.name,
      purpose: isIncomplete ? "go on where the last pull stopped" : "the newest readings")
  }

  private func step(_ words: String..., purpose: String) -> TextSection.Step {
    TextSection.Step(words: words.map(ShellWord.quoted), purpose: purpose)
  }
}

/// Text as one word of a POSIX shell.
public enum ShellWord {
  public static func quoted(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { byte in
      (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (0x30...0x39).contains(byte)
        || [0x2D, 0x2E, 0x2F, 0x5F, 0x3A, 0x2B, 0x2C, 0x40].contains(byte)
    }
    if plain, !text.isEmpty { return text }
    return "'\(text.replacing("'", with: "'\\''"))'"
  }
}
