import ArgumentParser
import Detect
import Readings
import Report
import Store

struct MetricsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics",
    abstract: "Say how the store is, for Prometheus and others.",
    discussion: """
      EXAMPLES
        doorstats metrics
        doorstats metrics -o /var/lib/prometheus/node-exporter/doorstats.prom

      OpenMetrics text: age of the last reading, openings and observed time of each
      device, documents by what became of them, the last pull and its outcome, alerts
      that wait for delivery, size of the store. With --output the file is replaced
      as a whole, as node_exporter's textfile collector needs it. Reads only; detects
      nothing.
      """)

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Write to a file, which is replaced as a whole.", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup var clock: ClockOptions
  @OptionGroup var devices: DeviceOptions
  @OptionGroup var store: StoreOptions

  func run() throws {
    let file = try ResultFile(path: output)
    let store = try self.store.open(.read)
    let status = try StatusFacts(store: store, devices: devices, clock: clock)
    let metrics = MetricsReport(status.report, facts: try MetricsReport.Facts(store: store))
    try file.write(metrics.text)
    try file.finish()
  }
}

extension MetricsReport.Facts {
  fileprivate init(store: Store) throws {
    let settings = DetectorSettings()
    let backlogs = try store.alertBacklogs()
    let run = try store.detectorRun(try DetectionPass.key(of: settings))
    let buckets = try store.buckets()
    let documents = buckets.reduce(into: DocumentCounts()) { $0 += $1.counts }
    let pulled = Dictionary(
      grouping: buckets.filter { $0.historian != BucketRecord.fileHistorian }, by: \.state.rawValue)
    var lastOpenings: [Device.ID: Int64] = [:]
    if let run {
      for device in try store.devices() {
        let starts = try store.openingStarts(
          run: run, device: device.id, in: Interval(start: .min / 2, end: .max))
        lastOpenings[device.id] = starts.last
      }
    }
    self.init(
      isDetectionComplete: try DetectionPass.isUpToDate(store: store, settings: settings),
      pulls: try store.pulls().map {
        .init(
          historian: $0.historian, endedAt: $0.endedAt, isComplete: $0.isComplete,
          completedAt: $0.completedAt)
      },
      documents: [
        ("new", documents.new), ("duplicate", documents.duplicate),
        ("other", documents.otherEvents), ("rejected", documents.rejected),
        ("design", documents.design), ("deleted", documents.deleted), ("pruned", documents.pruned),
      ].map { .init(reason: $0.0, count: $0.1) },
      buckets: pulled.map { .init(reason: $0.key, count: $0.value.count) }
        .sorted { $0.reason < $1.reason },
      lastOpenings: lastOpenings, prunedReadings: try store.pruned().mapValues(\.readingCount),
      alerts: try Configuration.current.get().alerts.map(\.rule.name).map { rule in
        .init(
          rule: rule, waitingCount: backlogs[rule]?.count ?? 0,
          oldestRaisedAt: backlogs[rule]?.oldestRaisedAt)
      })
  }
}
