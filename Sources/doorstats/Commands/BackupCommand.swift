import ArgumentParser
import Foundation
import Report
import Store

struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy the store to a file, also while a pull runs.",
    discussion: """
      EXAMPLES
        doorstats backup /mnt/usb/doorstats-2026-03-05.sqlite
        doorstats backup --force /mnt/usb/doorstats.sqlite

      The copy is the store as it was at one moment. It is written beside its place,
      synced and renamed: at FILE is what was there before, or the whole copy. To
      restore it, copy it to the store's place while no doorstats runs.
      """)

  @Argument(help: "Where to put the copy.") var file: String

  @Flag(help: "Replace a file that is there.")
  var force = false

  @OptionGroup var store: StoreOptions
  @OptionGroup var console: ConsoleOptions

  func run() throws {
    let store = try self.store.open(.read)
    let place = try place()
    let progress = console.progress()
    try store.backUp(to: place) { share in
      progress.show { "copying: \(Int(share * 100)) %" }
      try Interruption.check()
    }
    progress.end()
    guard !console.quiet else { return }
    let size = NumberText.bytes(try store.size())
    try StandardOutput.write("\(file)  \(size), the whole store\n")
  }

  /// Where the copy goes.
  private func place() throws -> String {
    let place = try FilePaths.placeOfFile(file)
    guard FileManager.default.fileExists(atPath: file) else { return place }
    if FilePaths.areSame(file, store.resolvedPath) {
      throw Failure(.usage, "\(file) is the store itself", advice: "name another file")
    }
    if !force {
      throw Failure(
        .cannotCreate, "cannot write \(file): it is there already",
        advice: "name another file, or replace it with --force")
    }
    return place
  }
}
