import ArgumentParser
import Foundation

/// The root command. Without a subcommand it shows the status screen.
struct Doorstats: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "doorstats",
    abstract: "When was the door opened, and when is it busiest?",
    discussion: """
      EXAMPLES
        doorstats pull --db iotp_65cjsf_sensor-data     historian to store
        doorstats openings --day                        the newest day's openings
        doorstats busiest                               busiest hours and weekdays

      Pulls the readings of a phone fixed on a door from Cloudant or CouchDB into a
      local SQLite file, detects when the door was opened, and says when it is
      busiest. 'doorstats' alone shows what the store holds and what to do next.

      TOPICS of 'doorstats help TOPIC'
      \(HelpTopic.list)
      """,
    version: version,
    subcommands: [
      PullCommand.self, ImportCommand.self, OpeningsCommand.self, BusiestCommand.self,
      ReportCommand.self, UnusualCommand.self, GapsCommand.self, StatusCommand.self,
      ExplainCommand.self, AuditCommand.self, AlertCommand.self,
      ScheduleCommand.self,
      VerifyCommand.self, DoctorCommand.self, ExportCommand.self, DeviceCommand.self,
      PruneCommand.self, BackupCommand.self, MergeCommand.self, MetricsCommand.self,
      ConfigCommand.self,
      SimulateCommand.self, GenerateCommand.self,
    ],
    defaultSubcommand: StatusCommand.self)
}
