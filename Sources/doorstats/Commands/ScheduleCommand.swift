import ArgumentParser
import Foundation
import Report

struct ScheduleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "Print what makes pulls, alerts and the weekly report run by themselves.",
    discussion: """
      EXAMPLES
        doorstats schedule print --weekly mon 07:00 --mail you@example.org
        doorstats schedule print --systemd --pull-every 5m --mail you@example.org

      Installs nothing: it prints lines for 'crontab -e', or units for systemd.
      """,
    subcommands: [Print.self], defaultSubcommand: Print.self)

  struct Print: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case cron, systemd }

    static let configuration = CommandConfiguration(
      commandName: "print",
      abstract: "Print crontab lines, or units for systemd.",
      discussion: """
        EXAMPLES
          doorstats schedule print --db iotp_65cjsf_sensor-data
          doorstats schedule print --weekly mon 07:00 --mail you@example.org
          doorstats schedule print --systemd --mail you@example.org
          doorstats schedule print --systemd --unit doorstats-pull.timer

        A pull every --pull-every, the alerts of the configuration after it, and the
        weekly report by mail. Nothing is printed by these runs when all is well; what
        goes wrong is one line and an exit code. Runs that meet end with 75 or wait.
        A week that was missed is made up for: see 'doorstats help cron'.
        """)

    @Option(
      help: ArgumentHelp("Time between two pulls, such as 5m or 2h.", valueName: "duration"))
    var pullEvery = DurationArgument(milliseconds: 900_000)

    @Option(
      name: .customLong("db"),
      help: ArgumentHelp(
        "A database or family to pull. May be repeated. Default: those of the configuration.",
        valueName: "name"),
      completion: Completions.databases)
    var databases: [String] = []

    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp(
        "When the weekly report goes out. Default with --mail: mon 07:00.", valueName: "day time"))
    var weekly: [String] = []

    @Option(
      name: .customLong("mail"),
      help: ArgumentHelp(
        "Who gets the weekly report, and the first of them what cron has to say. May be repeated.",
        valueName: "address"))
    var recipients: [MailAddress] = []

    @Flag(
      inversion: .prefixedNo,
      help: "Run alerts after each pull. Default: where the configuration has any.")
    var alert: Bool?

    @Option(help: "cron or systemd.")
    var format: Format = .cron

    @Flag(help: "The same as --format systemd.")
    var systemd = false

    @Option(
      help: ArgumentHelp("Only this unit, as the content of its file.", valueName: "unit"))
    var unit: String?

    @Option(help: ArgumentHelp("Path of doorstats. Default: this one.", valueName: "path"))
    var program: String?

    @OptionGroup var store: StoreOptions

    private var isForSystemd: Bool { systemd || format == .systemd }

    func validate() throws {
      guard pullEvery.milliseconds % 60_000 == 0,
        SchedulePlan.isRegular(minutes: pullEvery.milliseconds / 60_000)
      else {
        throw ValidationError(
          "--pull-every must be a part of an hour or of a day, as 5m, 15m or 2h")
      }
      if !weekly.isEmpty, WeeklyDate(weekly) == nil {
        throw ValidationError(
          "--weekly \(weekly.joined(separator: " ")) is no weekday and time, such as mon 07:00")
      }
      if !weekly.isEmpty, recipients.isEmpty {
        throw ValidationError("--weekly goes with --mail ADDRESS")
      }
      if unit != nil, !isForSystemd { throw ValidationError("--unit goes with --systemd") }
      let places = [store.path, program, Self.variable("DOORSTATS_CONFIG")].compactMap(\.self)
      for text in databases + places where text.contains(where: \.isNewline) {
        throw ValidationError("a line break has no place in a schedule")
      }
    }

    func run() throws {
      let plan = try plan()
      guard isForSystemd else {
        return try StandardOutput.write(CrontabLines(plan: plan).text)
      }
      let units = SystemdUnits(plan: plan)
      guard let unit else { return try StandardOutput.write(units.text) }
      guard let found = units.units.first(where: { $0.name == unit }) else {
        throw Failure(
          .usage, "no unit '\(unit)'",
          advice: "there are: \(units.units.map(\.name).joined(separator: ", "))")
      }
      try StandardOutput.write(found.text)
    }

    private func plan() throws -> SchedulePlan {
      let configuration = try Configuration.current.get()
      guard isForSystemd || !databases.isEmpty || configuration.values["pull.databases"] != nil
      else {
        throw Failure(
          .usage, "no database to pull",
          advice: "give --db NAME, or set databases below [pull] in \(configuration.path)")
      }
      let date = recipients.isEmpty ? nil : WeeklyDate(weekly.isEmpty ? ["mon", "07:00"] : weekly)
      return SchedulePlan(
        program: program ?? Self.ownPath, pullMinutes: Int(pullEvery.milliseconds / 60_000),
        databases: databases, store: storePath(configuration),
        hasAlerts: alert ?? !configuration.alerts.isEmpty, weekly: date, recipients: recipients,
        configurationPath: Self.variable("DOORSTATS_CONFIG").map(Self.absolute))
    }

    /// The store that the runs would not find by themselves.
    private func storePath(_ configuration: Configuration) -> String? {
      // What the configuration says stands among the options, and holds for cron's runs as well; the
      // units have a place of their own.
      let isConfigured = store.path == configuration.values["store"]?.text
      let path = isConfigured ? nil : store.path
      return (path ?? (isForSystemd ? nil : Self.variable("DOORSTATS_STORE"))).map(Self.absolute)
    }

    private static func variable(_ name: String) -> String? {
      ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func absolute(_ path: String) -> String {
      URL(fileURLWithPath: path).standardizedFileURL.path
    }

    /// Where this program is: a scheduler knows no working directory and hardly a `PATH`.
    private static var ownPath: String {
      let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      return link ?? Bundle.main.executablePath ?? "doorstats"
    }
  }
}
