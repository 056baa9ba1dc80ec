import ArgumentParser
import Foundation
import Report
import Simulate

extension Preset: ExpressibleByArgument {}

struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Write the documents of a simulated door whose openings are known.",
    discussion: """
      EXAMPLES
        doorstats simulate --preset home --days 1 --labels labels.csv > day.ndjson
        doorstats simulate --preset office --seed 7 --days 14 --folder door
        doorstats simulate --preset home --days 7 | doorstats import -

      The same preset, seed and days give the same bytes on any machine. A day is
      about 250 MB. With --folder every day becomes a file named like a historian's
      database, and labels.csv and events.csv beside them tell when the door was
      opened and what else happened.
      """)

  @Option(help: "What kind of door.")
  var preset: Preset = .home

  @Option(help: "Which of the doors of that kind.")
  var seed: UInt64 = 1

  @Option(help: "How many UTC days.")
  var days = 1

  @Option(
    help: ArgumentHelp(
      "The first UTC day. Default: so that the last is yesterday.", valueName: "date"))
  var since: String?

  @Option(
    help: ArgumentHelp("Folder for one file a day; made where needed.", valueName: "folder"))
  var folder: String?

  @Option(
    name: .customLong("db"),
    help: ArgumentHelp("Database family that the files are named after.", valueName: "name"))
  var family = "iotp_simdor_sensor-data"

  @Option(help: ArgumentHelp("Also write the openings that there were.", valueName: "file"))
  var labels: String?

  @Option(help: ArgumentHelp("Also write what happened and was no opening.", valueName: "file"))
  var events: String?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Write the documents to this file.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("Take this for the present time.", valueName: "time"))
  var now: String?

  @OptionGroup var console: ConsoleOptions

  func validate() throws {
    guard (1...3660).contains(days) else { throw ValidationError("--days must be 1 to 3660") }
    if folder != nil, output != nil || labels != nil || events != nil {
      throw ValidationError("--folder holds everything: leave out --output, --labels and --events")
    }
  }

  func run() throws {
    let door = SimulatedDoor(preset: preset, seed: seed)
    let starts = try startsOfDays()
    let progress = console.progress()
    if let folder {
      try SimulationFolder(path: folder, family: family, door: door)
        .write(days: starts, progress: progress)
    } else {
      try stream(door: door, days: starts, progress: progress)
    }
    progress.end()
  }

  private func startsOfDays() throws -> [Int64] {
    let calendar = TimeZoneCalendar.utc
    var clock = ClockOptions()
    clock.now = now
    let present = try clock.present(calendar: calendar)
    let length: Int64 = 86_400_000
    let first: Int64
    if let since {
      let time = try TimeExpression(since, calendar: calendar, now: present)
      first = time.instant(as: .since, calendar: calendar)
    } else {
      first = present - Int64(days) * length
    }
    guard first >= 0 else {
      throw Failure(
        .usage, "a simulated day cannot lie before 1970", advice: "give a later --since")
    }
    let start = first - first % length
    return (0..<days).map { start + Int64($0) * length }
  }

  private func stream(door: SimulatedDoor, days: [Int64], progress: Progress) throws {
    let documents = try ResultFile(path: output)
    let labels = try self.labels.map { try ResultFile(path: $0) }
    let events = try self.events.map { try ResultFile(path: $0) }
    try labels?.write(LabelTable.header)
    try events?.write(LabelTable.eventHeader)
    for (index, start) in days.enumerated() {
      progress.show { "simulating: day \(index + 1) of \(days.count)" }
      let day = door.day(startingAt: start)
      try DocumentText.write(DoorDocuments(day, of: door)) { try documents.write($0) }
      try labels?.write(DocumentText.labels(of: day, door: door))
      try events?.write(DocumentText.events(of: day, door: door))
    }
    try documents.finish()
    try labels?.finish()
    try events?.finish()
  }
}

/// Simulated days as text.
enum DocumentText {
  private static let pieceBytes = 1 << 20

  /// One document a line, in order of arrival, in pieces of about a mebibyte.
  static func write(_ documents: DoorDocuments, to output: ([UInt8]) throws -> Void) throws {
    var piece: [UInt8] = []
    piece.reserveCapacity(pieceBytes + 4096)
    for index in 0..<documents.count {
      documents.append(document: index, to: &piece)
      piece.append(0x0a)
      if piece.count >= pieceBytes {
        try Interruption.check()
        try output(piece)
        piece.removeAll(keepingCapacity: true)
      }
    }
    try output(piece)
  }

  static func labels(of day: SimulatedDay, door: SimulatedDoor) -> String {
    day.labels.map { LabelTable.row($0, device: door.parameters.deviceID) }.joined()
  }

  static func events(of day: SimulatedDay, door: SimulatedDoor) -> String {
    day.events.map { LabelTable.row($0, device: door.parameters.deviceID) }.joined()
  }
}

/// A folder with one file of documents a day, and what is known of them.
struct SimulationFolder {
  let path: String
  let family: String
  let door: SimulatedDoor

  func write(days: [Int64], progress: Progress) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw Failure(
        .cannotCreate, "cannot make the folder \(path)",
        advice: "check the permissions of the folder above it")
    }
    let labels = try ResultFile(path: path + "/labels.csv")
    let events = try ResultFile(path: path + "/events.csv")
    try labels.write(LabelTable.header)
    try events.write(LabelTable.eventHeader)
    for (index, start) in days.enumerated() {
      progress.show { "simulating: day \(index + 1) of \(days.count)" }
      let day = door.day(startingAt: start)
      let date = TimeZoneCalendar.utc.date(at: start)
      let file = try ResultFile(path: "\(path)/\(family)_\(date).ndjson")
      try DocumentText.write(DoorDocuments(day, of: door)) { try file.write($0) }
      try file.finish()
      try labels.write(DocumentText.labels(of: day, door: door))
      try events.write(DocumentText.events(of: day, door: door))
    }
    try labels.finish()
    try events.finish()
  }
}
