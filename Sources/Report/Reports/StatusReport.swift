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

  /// One thing to do next.
  struct NextStep: Hashable, Sendable {
    var command: String
    var purpose: String
  }

  /// The most useful first, at most four.
  var nextSteps: [NextStep] {
    guard !facts.devices.isEmpty else { return firstSteps }
    return Array((repairSteps + useSteps).prefix(4))
  }

  private var firstSteps: [NextStep] {
    let pull =
      facts.families.isEmpty
      ? [NextStep(command: "doorstats pull --db NAME", purpose: "readings from the historian")]
      : facts.families.map(pullStep)
    return pull + [
      NextStep(command: "doorstats import FILE", purpose: "readings from saved documents"),
      NextStep(command: "doorstats simulate --help", purpose: "readings of a simulated door"),
    ]
  }

  private func pullStep(_ family: StoreFacts.BucketFamilyFacts) -> NextStep {
    let isIncomplete = family.completeCount < family.databaseCount
    return NextStep(
      command: "doorstats pull --db \(ShellWord.quoted(family.name))",
      purpose: isIncomplete ? "go on where the last pull stopped" : "the newest readings")
  }

  private var repairSteps: [NextStep] {
    var steps = facts.families.filter { $0.completeCount < $0.databaseCount }.map(pullStep)
    if facts.rejectedCount > 0 {
      steps.append(
        NextStep(
          command: "sqlite3 \(ShellWord.quoted(context.store)) "
            + "'SELECT reason, body FROM rejected_document LIMIT 5'",
          purpose: "see what was rejected"))
    }
    return steps
  }

  private var useSteps: [NextStep] {
    var steps = [
      NextStep(command: "doorstats openings --day", purpose: "the newest day's openings"),
      NextStep(command: "doorstats busiest", purpose: "the busiest hours and weekdays"),
    ]
    if facts.devices.contains(where: { $0.openingCount == nil }) {
      steps.insert(
        NextStep(command: "doorstats openings", purpose: "detect and count the openings"), at: 0)
    }
    if let family = facts.families.first(where: { $0.completeCount >= $0.databaseCount }) {
      steps.append(pullStep(family))
    }
    if let unnamed = facts.devices.first(where: { $0.device.name == nil }) {
      let id = ShellWord.quoted(unnamed.device.key.id)
      steps.append(
        NextStep(
          command: "doorstats device name \(id) \"Front door\"", purpose: "a name to show"))
    }
    return steps
  }
}

/// Text as one word of a POSIX shell.
enum ShellWord {
  static func quoted(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { byte in
      (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (0x30...0x39).contains(byte)
        || [0x2D, 0x2E, 0x2F, 0x5F, 0x3A, 0x2B, 0x2C, 0x40].contains(byte)
    }
    if plain, !text.isEmpty { return text }
    return "'\(text.replacing("'", with: "'\\''"))'"
  }
}
