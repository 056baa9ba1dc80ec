import ArgumentParser
import Foundation
import Ingest
import Report

/// Which historian, which of its buckets, and how politely it is asked.
struct HistorianOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Address of the historian. Default: CLOUDANT_URL.", valueName: "url"))
  var url: String?

  @Option(
    name: .customLong("historian"),
    help: ArgumentHelp(
      "A historian of the configuration, by its name there. Default: the one set there.",
      valueName: "name"), completion: Completions.historians)
  var name: String?

  @Option(help: ArgumentHelp("Only buckets that hold this time or later.", valueName: "time"))
  var since: String?

  @Option(help: ArgumentHelp("Only buckets that begin before this time.", valueName: "time"))
  var until: String?

  @Option(help: "Requests in flight.")
  var jobs = 4

  @Option(
    help: ArgumentHelp(
      "Most requests a second. Default: what the historian allows.", valueName: "requests"))
  var maxRate: Double?

  @Option(
    help: ArgumentHelp(
      "Upper end of the first wait before a request is sent again; for tests.",
      valueName: "seconds", visibility: .hidden))
  var retryBase: Double?

  @Option(
    help: ArgumentHelp(
      "Silence after which a transfer is stalled; for tests.", valueName: "seconds",
      visibility: .hidden))
  var stallTime: Int?

  func validate() throws {
    guard (1...64).contains(jobs) else { throw ValidationError("--jobs must be 1 to 64") }
    if let maxRate, !(maxRate > 0 && maxRate.isFinite) {
      throw ValidationError("--max-rate must be above 0")
    }
  }

  /// Where nothing else says which historian is meant, the configuration does.
  func access() throws -> HistorianAccess {
    let configuration = try Configuration.current.get()
    if let name { return try configuration.access(historian: name, url: url) }
    let sources = CredentialSources()
    guard let standard = configuration.standardHistorian, url == nil,
      try !sources.isAnythingGiven()
    else { return try sources.access(url: url) }
    return try configuration.access(historian: standard, url: nil)
  }

  func transport() -> CurlTransport {
    var settings = CurlTransport.Settings(environment: ProcessInfo.processInfo.environment)
    if let stallTime { settings.stallSeconds = stallTime }
    return CurlTransport(settings)
  }

  var retryPolicy: RetryPolicy {
    var policy = RetryPolicy()
    if let retryBase {
      policy.baseSeconds = retryBase
      policy.longestSeconds = min(policy.longestSeconds, retryBase * 4)
    }
    return policy
  }

  /// The buckets between `--since` and `--until`, in days of the zone given, else of UTC.
  func selection(_ clock: ClockOptions) throws -> BucketSelection {
    let calendar = try clock.zone.map(TimeZoneCalendar.init(named:)) ?? .utc
    let now = try clock.present(calendar: calendar)
    func instant(_ text: String?, _ side: TimeExpression.Side) throws -> Int64? {
      try text.map {
        try TimeExpression($0, calendar: calendar, now: now).instant(as: side, calendar: calendar)
      }
    }
    return BucketSelection(since: try instant(since, .since), until: try instant(until, .until))
  }
}
