import ArgumentParser
import Detect
import Foundation
import Report
import Store

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Take everything from another store that this one lacks.",
    discussion: """
      EXAMPLES
        doorstats merge old-laptop.sqlite
        doorstats merge --store both.sqlite backup.sqlite

      The other store is checked first and only read. Readings that both have are
      counted once. Names and time zones given here stay. May be ended at any moment;
      the same command goes on.
      """)

  @Argument(help: "The other store.") var other: String

  @OptionGroup var store: StoreOptions
  @OptionGroup var console: ConsoleOptions

  func run() throws {
    guard !FilePaths.areSame(other, store.resolvedPath) else {
      throw Failure(.usage, "\(other) is the store itself", advice: "name another store")
    }
    let source = try MergeSource(path: other)
    try check(source)
    let store = try self.store.open(existing: .write)
    let pass = try DetectionPass(store: store, settings: DetectorSettings())
    let progress = console.progress()
    let tally = try store.merge(source, run: pass.run) { tally in
      progress.show { "merging: \(tally.newReadings.grouped) new readings" }
      try Interruption.check()
    }
    progress.end()
    if !console.quiet { try StandardOutput.write(MergeSummary.text(of: tally, from: other)) }
    if !tally.leftDevices.isEmpty { throw ExitCode(ExitStatus.incomplete.rawValue) }
  }

  private func check(_ source: MergeSource) throws {
    let progress = console.progress()
    progress.show { "checking \(other)" }
    let problems = try source.problems { try Interruption.check() }
    progress.end()
    guard let first = problems.first else { return }
    throw Failure(
      .badData, "the other store is damaged: \(other): \(first)",
      advice: "take another copy of it; nothing was changed here")
  }
}

/// What a merge prints at its end.
enum MergeSummary {
  static func text(of tally: MergeTally, from other: String) -> String {
    var parts = ["\(tally.newReadings.grouped) new readings"]
    func add(_ count: Int, _ words: String) {
      if count > 0 { parts.append("\(count.grouped) \(words)") }
    }
    add(tally.knownReadings, "known already")
    add(tally.prunedReadings, "older than what prune keeps")
    add(tally.newDevices, "new devices")
    add(tally.takenBuckets, "records of buckets and files")
    add(tally.decidedDays, "days whose readings were pruned there")
    let left = tally.leftDevices.map {
      "\($0): openings of days whose readings were pruned there were left: "
        + "this store has readings of that time\n"
    }
    return "\(other)  \(parts.joined(separator: ", "))\n" + left.joined()
  }
}
