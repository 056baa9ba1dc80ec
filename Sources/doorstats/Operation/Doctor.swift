import Detect
import Foundation
import Ingest
import Readings
import Report
import Store

/// Looks at a store and what is around it, one finding a check.
struct Doctor {
  typealias Finding = DoctorReport.Finding

  /// Room on the disk below which something is wrong, and below which it is worth knowing [bytes].
  private static let leastRoom: Int64 = 64 << 20
  private static let comfortableRoom: Int64 = 1 << 30
  /// How far a reading may lie ahead of the clock [ms].
  private static let clockTolerance: Int64 = 300_000
  /// 2024-01-01: a clock that shows less was never set [ms UTC].
  private static let earliestPresent: Int64 = 1_704_067_200_000

  /// How long an alert may wait for delivery: a run that meets a round of alerts is no problem [ms].
  private static let alertTolerance: Int64 = 3_600_000

  let path: String
  let now: Int64
  let maximumAge: Int64
  private(set) var findings: [Finding] = []
  /// The code of the worst problem.
  private(set) var status = ExitStatus.done
  private var store: Store?

  init(path: String, now: Int64, maximumAge: Int64) {
    self.path = path
    self.now = now
    self.maximumAge = maximumAge
  }

  private mutating func add(_ finding: Finding, _ code: ExitStatus? = nil) {
    findings.append(finding)
    // The order in which things are looked at is that of their weight.
    if finding.state == .problem, status == .done { status = code ?? .badData }
  }

  // MARK: The store

  mutating func lookAtStore() throws {
    do {
      let store = try Store(path: path, access: .read)
      self.store = store
      let local = try LocalVerification(store: store)
      let integrity = local.integrity
      if let first = integrity.problems.first {
        let isMendable = LocalVerification.isMendable(integrity.problems)
        add(
          Finding(
            "store", .problem, "\(integrity.problems.count.grouped) problems: \(first.detail)",
            command: isMendable
              ? command("verify", "--repair") : "mv \(quoted(path)) \(quoted(path + ".damaged"))"))
        return
      }
      add(Finding("store", .good, VerificationText.words(of: local)))
    } catch let failure as Failure where Interruption.isRequested {
      throw failure
    } catch {
      guard let failure = Failure(describing: error) else { throw error }
      let isMissing = failure.status == .notFound
      add(
        Finding(
          "store", .problem, failure.message,
          command: isMissing
            ? "doorstats pull --db NAME" : "mv \(quoted(path)) \(quoted(path + ".damaged"))"),
        failure.status)
      return
    }
    try lookAtContent()
  }

  private mutating func lookAtContent() throws {
    guard let store else { return }
    let isDetected = try DetectionPass.isUpToDate(store: store, settings: DetectorSettings())
    add(
      isDetected
        ? Finding("detection", .good, "the openings are those of all readings")
        : Finding(
          "detection", .notice, "readings wait for detection", command: command("openings", "-q")))
    try lookAtPulls(store)
    try lookAtAlerts(store)
    let devices = try store.devices()
    let spans = try store.readingSpans()
    if devices.isEmpty {
      add(
        Finding("readings", .problem, "none yet", command: "doorstats pull --db NAME"), .stale)
    }
    for device in devices {
      lookAtAge(of: device, last: spans[device.id].map { $0.end - 1 }, store: store)
    }
    for device in devices {
      guard let zone = device.timeZone, (try? TimeZoneCalendar(named: zone)) == nil else {
        continue
      }
      add(
        Finding(
          "time zone", .problem, "\(device.displayName): \(zone) is not known to this system",
          command: command("device", "zone", device.key.id, "Europe/Berlin")), .usage)
    }
  }

  /// Alerts of rules that are no longer in the configuration are not looked at: nothing sends them.
  private mutating func lookAtAlerts(_ store: Store) throws {
    let rules = try Configuration.current.get().alerts.map(\.rule.name)
    guard !rules.isEmpty else { return }
    let backlogs = try store.alertBacklogs()
    let waiting = rules.compactMap { backlogs[$0] }
    guard let oldest = waiting.map(\.oldestRaisedAt).min() else {
      return add(Finding("alerts", .good, "none waits for delivery"))
    }
    let count = waiting.map(\.count).reduce(0, +)
    let age = now - oldest
    add(
      Finding(
        "alerts", age > Self.alertTolerance ? .problem : .notice,
        "\(count.grouped) \(count == 1 ? "waits" : "wait") for delivery, "
          + "the oldest raised \(NumberText.age(milliseconds: age))",
        command: command("alert")), .tryAgain)
  }

  private mutating func lookAtPulls(_ store: Store) throws {
    let unfinished = try store.buckets().filter {
      $0.historian != BucketRecord.fileHistorian && ($0.state == .new || $0.state == .scanning)
    }
    for pull in try store.pulls() {
      let age = NumberText.age(milliseconds: now - pull.endedAt)
      add(
        pull.isComplete
          ? Finding("last pull", .good, "\(pull.historian): complete, \(age)")
          : Finding(
            "last pull", .problem, "\(pull.historian): \(pull.outcome), \(age)",
            command: pullCommand(store)), .incomplete)
    }
    if let first = unfinished.first {
      add(
        Finding(
          "buckets", .notice,
          "\(unfinished.count.grouped) not read to the end, such as \(first.name)",
          command: pullCommand(store)))
    }
  }

  private func pullCommand(_ store: Store) -> String {
    let names = ((try? store.buckets()) ?? [])
      .filter { $0.historian != BucketRecord.fileHistorian }
      .map { BucketName($0.name)?.family ?? $0.name }
    return command("pull", "--db", names.max() ?? "NAME")
  }

  private mutating func lookAtAge(of device: Device, last: Int64?, store: Store) {
    guard let last else { return }
    let age = now - last
    let words = "\(device.displayName): \(NumberText.age(milliseconds: age))"
    if age < -Self.clockTolerance {
      add(
        Finding(
          "clock", .problem,
          "the last reading of \(device.displayName) is in the future: this clock or its is wrong",
          command: "timedatectl"), .badData)
    } else if age > maximumAge {
      add(Finding("last reading", .problem, words, command: pullCommand(store)), .stale)
    } else {
      add(Finding("last reading", .good, words))
    }
  }

  // MARK: What is around it

  mutating func lookAtSystem() {
    lookAtLock()
    if let room = Store.availableBytes(at: path) {
      let words = "\(NumberText.bytes(room)) free"
      let prune = command("prune", "--keep-readings", "90d")
      switch room {
      case ..<Self.leastRoom: add(Finding("disk", .problem, words, command: prune), .inputOutput)
      case ..<Self.comfortableRoom: add(Finding("disk", .notice, words, command: prune))
      default: add(Finding("disk", .good, words))
      }
    }
    let clock = Int64(Date().timeIntervalSince1970 * 1000)
    if clock < Self.earliestPresent {
      add(Finding("clock", .problem, "it was never set", command: "timedatectl"), .badData)
    }
    let zone = TimeZone.current.identifier
    add(
      (try? TimeZoneCalendar(named: zone)) == nil
        ? Finding(
          "time zone data", .problem, "\(zone) is not known", command: "apt-get install tzdata")
        : Finding("time zone data", .good, "\(zone) is known"), .configuration)
  }

  private mutating func lookAtLock() {
    guard FileManager.default.fileExists(atPath: path) else { return }
    do {
      _ = try WriterLock(storePath: path)
      add(Finding("lock", .good, "nobody is writing"))
    } catch StoreError.locked {
      add(Finding("lock", .notice, "another doorstats is writing"))
    } catch {
      let user = quoted(NSUserName())
      add(
        Finding(
          "lock", .problem, "the store cannot be written by \(NSUserName())",
          command: "chown \(user) \(quoted(path)) \(quoted(path + ".lock"))"), .cannotCreate)
    }
  }

  mutating func look(at options: HistorianOptions) async throws {
    let access: HistorianAccess
    do { access = try options.access() } catch let error as HistorianError {
      guard error != .missingAddress else {
        return add(Finding("historian", .skipped, "no address is known"))
      }
      return add(problem(error), Failure(describing: error)?.status)
    }
    let known = try? store?.buckets(historian: .some(access.address.description)).last?.name
    // Somebody waits for the answer: two attempts tell enough.
    var policy = options.retryPolicy
    policy.attempts = 2
    let check = HistorianCheck(
      access: access, transport: options.transport(), policy: policy)
    do {
      let outcome = try await Interruption.cancelling { try await check.run(bucket: known) }
      add(
        Finding(
          "historian", .good,
          "\(access.address) answers"
            + (outcome == .good ? "" : "; whether the credentials may read cannot be told yet")))
    } catch let error as HistorianError {
      add(problem(error), Failure(describing: error)?.status)
    }
  }

  private func problem(_ error: HistorianError) -> Finding {
    Finding("historian", .problem, "\(error)", command: "doorstats help pull")
  }

  private func command(_ words: String...) -> String {
    (["doorstats"] + words).map(quoted).joined(separator: " ")
  }

  private func quoted(_ word: String) -> String { ShellWord.quoted(word) }
}
