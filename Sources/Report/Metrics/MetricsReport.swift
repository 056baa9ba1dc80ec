import Readings

/// What a monitoring system wants to know of a store: `doorstats metrics`.
public struct MetricsReport: Sendable {
  /// How the last pull from a historian ended.
  public struct Pull: Sendable {
    /// Address without credentials.
    public var historian: String
    /// [ms UTC]
    public var endedAt: Int64
    /// Whether every bucket was read to its end.
    public var isComplete: Bool
    /// When a pull was last complete [ms UTC]; `nil` for never.
    public var completedAt: Int64?

    public init(historian: String, endedAt: Int64, isComplete: Bool, completedAt: Int64?) {
      self.historian = historian
      self.endedAt = endedAt
      self.isComplete = isComplete
      self.completedAt = completedAt
    }
  }

  /// What a rule of the configuration has to tell still.
  public struct Alerts: Sendable {
    public var rule: String
    /// Alerts that were raised and reached nobody.
    public var waitingCount: Int
    /// When the first of them was raised [ms UTC]; `nil` for none.
    public var oldestRaisedAt: Int64?

    public init(rule: String, waitingCount: Int, oldestRaisedAt: Int64?) {
      self.rule = rule
      self.waitingCount = waitingCount
      self.oldestRaisedAt = oldestRaisedAt
    }
  }

  /// What the status screen does not know.
  public struct Facts: Sendable {
    public var isDetectionComplete: Bool
    public var pulls: [Pull]
    /// Documents by what became of them.
    public var documents: [StoreFacts.ReasonCount]
    /// Buckets of historians by state.
    public var buckets: [StoreFacts.ReasonCount]
    /// Start of the last opening by device [ms UTC].
    public var lastOpenings: [Device.ID: Int64]
    /// Readings taken out by device.
    public var prunedReadings: [Device.ID: Int]
    /// One for each rule of the configuration.
    public var alerts: [Alerts]

    public init(
      isDetectionComplete: Bool, pulls: [Pull], documents: [StoreFacts.ReasonCount],
      buckets: [StoreFacts.ReasonCount], lastOpenings: [Device.ID: Int64],
      prunedReadings: [Device.ID: Int], alerts: [Alerts]
    ) {
      self.isDetectionComplete = isDetectionComplete
      self.pulls = pulls
      self.documents = documents
      self.buckets = buckets
      self.lastOpenings = lastOpenings
      self.prunedReadings = prunedReadings
      self.alerts = alerts
    }
  }

  private let context: ReportContext
  private let store: StoreFacts
  private let facts: Facts

  public init(_ status: StatusReport, facts: Facts) {
    context = status.context
    store = status.facts
    self.facts = facts
  }

  /// The whole text, with `# EOF` at its end.
  public var text: String {
    OpenMetricsText.text(of: storeFamilies + deviceFamilies + pullFamilies + alertFamilies)
  }

  private var storeFamilies: [MetricFamily] {
    [
      MetricFamily(
        name: "doorstats_build_info", help: "Version of doorstats and of its detector.",
        samples: [
          .init(
            labels: [
              ("version", context.toolVersion), ("detector", context.detector?.label ?? "none"),
            ], value: .integer(1))
        ]),
      MetricFamily(
        name: "doorstats_store_bytes", unit: "bytes", help: "Size of the store.",
        samples: store.bytes.map { [.init(value: .integer($0))] } ?? []),
      MetricFamily(
        name: "doorstats_detection_complete",
        help: "1 where the openings are those of all readings, 0 where some wait for detection.",
        samples: [.init(value: .integer(facts.isDetectionComplete ? 1 : 0))]),
      MetricFamily(
        name: "doorstats_documents", kind: .counter, help: "Documents by what became of them.",
        samples: counts(facts.documents, label: "outcome")),
      MetricFamily(
        name: "doorstats_rejected_documents",
        help: "Documents kept in the table rejected_document, by reason.",
        samples: counts(store.rejected, label: "reason")),
    ]
  }

  private var deviceFamilies: [MetricFamily] {
    [
      perDevice("doorstats_stored_readings", help: "Readings in the store.") {
        .integer(Int64($0.readingCount))
      },
      perDevice("doorstats_pruned_readings", .counter, help: "Readings taken out by pruning.") {
        .integer(Int64(facts.prunedReadings[$0.device.id] ?? 0))
      },
      perDevice(
        "doorstats_last_reading_timestamp_seconds", unit: "seconds",
        help: "When the last reading was measured."
      ) { $0.readings.map { .milliseconds($0.end - 1) } },
      perDevice(
        "doorstats_last_reading_age_seconds", unit: "seconds",
        help: "Age of the last reading when this was written."
      ) { $0.readings.map { .milliseconds(context.now - $0.end + 1) } },
      perDevice("doorstats_openings", .counter, help: "Openings detected.") {
        $0.openingCount.map { .integer(Int64($0)) }
      },
      perDevice(
        "doorstats_last_opening_timestamp_seconds", unit: "seconds",
        help: "When the door was last opened."
      ) { facts.lastOpenings[$0.device.id].map { .milliseconds($0) } },
      perDevice(
        "doorstats_observed_seconds", .counter, unit: "seconds",
        help: "Time that the door was watched."
      ) { $0.observedMilliseconds.map { .milliseconds($0) } },
    ]
  }

  /// A family with a sample for every item that has a value.
  private static func family<Item>(
    _ name: String, unit: String?, help: String, _ items: [Item],
    _ label: (Item) -> (String, String), _ value: (Item) -> MetricFamily.Value?
  ) -> MetricFamily {
    MetricFamily(
      name: name, unit: unit, help: help,
      samples: items.compactMap { item in
        value(item).map { .init(labels: [label(item)], value: $0) }
      })
  }

  private var pullFamilies: [MetricFamily] {
    func family(
      _ name: String, unit: String? = nil, help: String, _ value: (Pull) -> MetricFamily.Value?
    ) -> MetricFamily {
      Self.family(name, unit: unit, help: help, facts.pulls, { ("historian", $0.historian) }, value)
    }
    return [
      MetricFamily(
        name: "doorstats_buckets", help: "Buckets of historians by state.",
        samples: counts(facts.buckets, label: "state")),
      family(
        "doorstats_last_pull_timestamp_seconds", unit: "seconds", help: "When the last pull ended."
      ) { .milliseconds($0.endedAt) },
      family(
        "doorstats_last_pull_complete",
        help: "1 where the last pull read every bucket to its end, else 0."
      ) { .integer($0.isComplete ? 1 : 0) },
      family(
        "doorstats_last_complete_pull_timestamp_seconds", unit: "seconds",
        help: "When a pull last read every bucket to its end."
      ) { $0.completedAt.map { .milliseconds($0) } },
    ]
  }

  private var alertFamilies: [MetricFamily] {
    func family(
      _ name: String, unit: String? = nil, help: String, _ value: (Alerts) -> MetricFamily.Value?
    ) -> MetricFamily {
      Self.family(name, unit: unit, help: help, facts.alerts, { ("rule", $0.rule) }, value)
    }
    return [
      family(
        "doorstats_undelivered_alerts", help: "Alerts that were raised and wait for delivery."
      ) { .integer(Int64($0.waitingCount)) },
      family(
        "doorstats_oldest_undelivered_alert_timestamp_seconds", unit: "seconds",
        help: "When the first alert that waits for delivery was raised."
      ) { $0.oldestRaisedAt.map { .milliseconds($0) } },
      family(
        "doorstats_oldest_undelivered_alert_age_seconds", unit: "seconds",
        help: "Age of the first alert that waits for delivery when this was written."
      ) { $0.oldestRaisedAt.map { .milliseconds(context.now - $0) } },
    ]
  }

  private func perDevice(
    _ name: String, _ kind: MetricFamily.Kind = .gauge, unit: String? = nil, help: String,
    _ value: (StoreFacts.DeviceFacts) -> MetricFamily.Value?
  ) -> MetricFamily {
    MetricFamily(
      name: name, kind: kind, unit: unit, help: help,
      samples: store.devices.compactMap { facts in
        let labels = [
          (name: "device", value: facts.device.displayName),
          (name: "device_id", value: facts.device.key.id),
          (name: "device_type", value: facts.device.key.type),
        ]
        return value(facts).map { .init(labels: labels, value: $0) }
      })
  }

  private func counts(
    _ counts: [StoreFacts.ReasonCount], label: String
  ) -> [MetricFamily.Sample] {
    counts.map { .init(labels: [(label, $0.reason)], value: .integer(Int64($0.count))) }
  }
}
