import ArgumentParser
import Detect
import Foundation
import Ingest
import Readings
import Report
import Store

struct PruneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Take old readings out of the store; openings stay.",
    discussion: """
      EXAMPLES
        doorstats prune --keep-readings 90d --dry-run
        doorstats prune --keep-readings 90d

      Readings take nearly all of a store's space. Those that are older go, whole UTC
      days at a time; the openings, counts and observed time of these days stay for
      good, and are neither detected again nor changed by another version. Readings
      of that time are not taken again by a pull or an import, which say how many
      they left out.

      Whatever is new is detected first. The space is given back to the disk. May be
      ended at any moment; the next prune goes on.
      """)

  @Option(
    help: ArgumentHelp(
      "Keep the readings of this time before now: 90d, 12w.", valueName: "duration"))
  var keepReadings: DurationArgument

  @Flag(help: "Say what would go, and do nothing.")
  var dryRun = false

  @OptionGroup var clock: ClockOptions
  @OptionGroup var devices: DeviceOptions
  @OptionGroup var sensitivity: SensitivityOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var console: ConsoleOptions

  func validate() throws {
    guard keepReadings.milliseconds >= 86_400_000 else {
      throw ValidationError("--keep-readings must be at least 1d")
    }
  }

  func run() throws {
    let store = try self.store.open(existing: dryRun ? .read : .write)
    let plan = try PrunePlan(
      store: store, devices: devices.chosen(from: store),
      keeping: keepReadings.milliseconds, now: try clock.present(calendar: clock.calendar()))
    try show(plan.introduction)
    if dryRun { return try show(plan.preview) }
    guard plan.hasWork else { return try show([PrunePlan.nothing]) }
    let passes = try detectedPasses(of: store)
    try store.keepOnly(runs: passes.map(\.run))
    for device in plan.devices { try show([try prune(device, plan, passes[0].run, store)]) }
    for pass in passes { try pass.bringUpToDate(showing: console.progress()) }
    try giveBackSpace(of: store)
  }

  /// Everything detected with the settings that are kept: the default ones, and those asked for.
  private func detectedPasses(of store: Store) throws -> [DetectionPass] {
    let asked = sensitivity.settings
    let all = asked == DetectorSettings() ? [asked] : [DetectorSettings(), asked]
    return try all.map { settings in
      let pass = try DetectionPass(store: store, settings: settings)
      try pass.bringUpToDate(showing: console.progress())
      return pass
    }
  }

  private func prune(
    _ device: PrunePlan.Part, _ plan: PrunePlan, _ run: Store.DetectorRunID, _ store: Store
  ) throws -> String {
    let progress = console.progress()
    defer { progress.end() }
    let count = try store.prune(
      device: device.id, decidedBefore: plan.decidedBefore, readingsBefore: plan.readingsBefore
    ) { done in
      progress.show { "\(device.name): \(done.grouped) of \(device.content.readingCount.grouped)" }
      try Interruption.check()
    }
    let decided = Interval(start: .min / 2, end: plan.decidedBefore)
    let openings = try store.openingStarts(run: run, device: device.id, in: decided).count
    return "\(device.name)  \(count.grouped) readings taken out; of the days decided so far, "
      + "\(openings.grouped) openings stay"
  }

  private func giveBackSpace(of store: Store) throws {
    let progress = console.progress()
    defer { progress.end() }
    let outcome = try store.giveBackSpace { pages in
      progress.show { "giving space back: \(pages.grouped) pages to go" }
      try Interruption.check()
    }
    switch outcome {
    case .givenBack(let bytes): try show(["the store is \(NumberText.bytes(bytes)) smaller"])
    case .tooLittleRoom(let needed):
      StandardError.write(
        "doorstats: the file stays as large as it is and uses its free space from within: making "
          + "it smaller needs \(NumberText.bytes(needed)) free on its disk, once\n")
    }
  }

  private func show(_ lines: [String]) throws {
    if !console.quiet { try StandardOutput.write(lines.map { $0 + "\n" }.joined()) }
  }
}
