import ArgumentParser
import Foundation
import Ingest
import Readings
import Report
import Store

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look for what is wrong, and say which command mends it.",
    discussion: """
      EXAMPLES
        doorstats doctor
        doorstats doctor --max-age 2h --format json

      Looks at the store and everything it holds, its disk, the clock, time zones,
      how fresh the readings are, the last pull, alerts that wait for delivery, and,
      where an address is known, whether the historian answers and takes the
      credentials. Changes nothing.

      Ends with 0 when nothing is wrong, else with the code of the worst: 65 for a
      damaged store, 66 for none, 69 or 77 for the historian, 78 for credentials
      that are incomplete, 4 for old readings, 3 for a pull that did not end well,
      75 for alerts that wait for longer than an hour, 74 for a disk that is full.
      """)

  @Option(
    help: ArgumentHelp(
      "Age from which the last reading of a device is too old.", valueName: "duration"))
  var maxAge = DurationArgument(milliseconds: 86_400_000)

  @Flag(help: "Do not ask the historian.")
  var offline = false

  @OptionGroup var historian: HistorianOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var report: ReportOptions
  @OptionGroup var store: StoreOptions

  func run() async throws {
    let file = try ResultFile(path: report.output)
    let calendar = try clock.calendar()
    let now = try clock.present(calendar: calendar)
    var doctor = Doctor(path: store.resolvedPath, now: now, maximumAge: maxAge.milliseconds)
    try doctor.lookAtStore()
    doctor.lookAtSystem()
    if !offline { try await doctor.look(at: historian) }
    let context = ReportContext(
      calendar: calendar, now: now, toolVersion: Doorstats.version, detector: nil,
      store: store.resolvedPath)
    try report.write(DoctorReport(context, findings: doctor.findings), to: file)
    if doctor.status != .done { throw ExitCode(doctor.status.rawValue) }
  }
}
