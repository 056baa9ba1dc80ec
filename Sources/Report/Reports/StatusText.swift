import Readings

extension StatusReport {
  func sections(style: Style) -> [TextSection] {
    var sections = [storeSection(style: style)]
    if !facts.devices.isEmpty { sections.append(deviceSection(style: style)) }
    if !facts.families.isEmpty { sections.append(familySection(style: style)) }
    let counts = [
      ("rejected documents", facts.rejected),
      ("other documents", facts.otherEvents),
    ]
    for (title, counts) in counts where !counts.isEmpty {
      sections.append(section(of: counts, title: title, style: style))
    }
    sections.append(nextSection(style: style))
    return sections
  }

  private func storeSection(style: Style) -> TextSection {
    var section = TextSection(title: ["store", style.shown(context.store)])
    if let bytes = facts.bytes { section.title.append(NumberText.bytes(bytes)) }
    section.facts = [
      "time zone \(context.calendar.name)",
      context.detector.map { "detector \($0.label)" } ?? "not detected yet",
      "doorstats \(context.toolVersion)",
    ]
    if facts.devices.isEmpty { section.remarks = ["The store holds no readings yet."] }
    return section
  }

  private func deviceSection(style: Style) -> TextSection {
    let devices = facts.devices
    let calendar = context.calendar
    func column(
      _ header: String, drop: Int? = nil, _ text: (StoreFacts.DeviceFacts) -> String?
    ) -> TextTable.Column {
      TextTable.Column(
        header: header, cells: devices.map { text($0) ?? style.absent }, isRightAligned: true,
        dropOrder: drop)
    }
    let names = TextTable.Column(
      header: "device",
      cells: devices.map {
        truncated(
          style.shown($0.device.displayName), to: max(15, style.width / 4), ellipsis: style.ellipsis
        )
      })
    let remarks = devices.compactMap { device in
      device.prunedBefore.map {
        "\(style.shown(device.device.displayName)): readings before "
          + "\(calendar.date(at: $0)) were pruned; their openings stay."
      }
    }
    var section = TextSection(
      table: TextTable(
        columns: [
          names,
          column("readings", drop: 3) { NumberText.integer($0.readingCount) },
          column("from", drop: 1) { $0.readings.map { "\(calendar.date(at: $0.start))" } },
          column("to", drop: 4) { $0.readings.map { "\(calendar.date(at: $0.end - 1))" } },
          column("observed", drop: 2) { device in
            guard let readings = device.readings, let observed = device.observedMilliseconds else {
              return nil
            }
            return NumberText.percent(observed, of: readings.milliseconds, absent: style.absent)
          },
          column("openings") { $0.openingCount.map(NumberText.integer) },
          column("latest", drop: 5) { device in
            device.readings.map { NumberText.age(milliseconds: context.now - $0.end + 1) }
          },
        ], gap: 2))
    section.remarks = remarks
    return section
  }

  private func familySection(style: Style) -> TextSection {
    let families = facts.families
    func column(
      _ header: String, drop: Int? = nil, isRightAligned: Bool = true,
      _ text: (StoreFacts.BucketFamilyFacts) -> String
    ) -> TextTable.Column {
      TextTable.Column(
        header: header, cells: families.map(text), isRightAligned: isRightAligned,
        dropOrder: drop)
    }
    return TextSection(
      table: TextTable(columns: [
        column("historian", isRightAligned: false) {
          truncated(style.shown($0.name), to: style.width / 3, ellipsis: style.ellipsis)
        },
        column("databases", drop: 2) {
          $0.completeCount == $0.databaseCount
            ? NumberText.integer($0.databaseCount)
            : "\(NumberText.integer($0.completeCount)) of \(NumberText.integer($0.databaseCount))"
        },
        column("documents", drop: 3) { NumberText.integer($0.documentCount) },
        column("newest", drop: 1, isRightAligned: false) {
          Self.bucketName(of: $0).map(style.shown) ?? style.absent
        },
        column("last pull") { family in
          family.pulledAt.map { NumberText.age(milliseconds: context.now - $0) } ?? "never"
        },
      ]))
  }

  /// The part of the newest database's name that is not the family's.
  private static func bucketName(of family: StoreFacts.BucketFamilyFacts) -> String? {
    guard let newest = family.newestDatabase else { return nil }
    let prefix = family.name + "_"
    return newest.hasPrefix(prefix) ? String(newest.dropFirst(prefix.count)) : newest
  }

  private func section(
    of counts: [StoreFacts.ReasonCount], title: String, style: Style
  ) -> TextSection {
    TextSection(
      table: TextTable(columns: [
        TextTable.Column(header: title, cells: counts.map { style.shown($0.reason) }),
        TextTable.Column(
          header: "n", cells: counts.map { NumberText.integer($0.count) }, isRightAligned: true),
      ]))
  }

  private func nextSection(style: Style) -> TextSection {
    let steps = nextSteps.map { step in
      TextSection.Step(words: step.words.map(style.shown), purpose: step.purpose)
    }
    return TextSection(title: ["next"], steps: steps)
  }
}
