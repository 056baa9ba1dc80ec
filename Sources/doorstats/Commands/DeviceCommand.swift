import ArgumentParser
import Readings
import Report
import Store

struct DeviceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device",
    abstract: "List the devices; give them names and time zones.",
    discussion: """
      EXAMPLES
        doorstats device list
        doorstats device name 192.168.1.23 "Front door"
        doorstats device zone "Front door" Europe/Berlin
      """,
    subcommands: [List.self, Name.self, Zone.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List the devices of the store.",
      discussion: """
        EXAMPLES
          doorstats device list
          doorstats device list --format json
        """)

    @OptionGroup var clock: ClockOptions
    @OptionGroup var devices: DeviceOptions
    @OptionGroup var report: ReportOptions
    @OptionGroup var store: StoreOptions

    func run() throws {
      let file = try ResultFile(path: report.output)
      let store = try self.store.open(.read)
      let facts = try StatusFacts(store: store, devices: devices, clock: clock)
      try report.write(facts.deviceList, to: file)
    }
  }

  struct Name: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "name",
      abstract: "Give a device a name; an empty name takes it away.",
      discussion: """
        EXAMPLES
          doorstats device name 192.168.1.23 "Front door"
          doorstats device name "Front door" ""
        """)

    @Argument(help: "Id or present name of the device.", completion: Completions.devices)
    var device: String
    @Argument(help: "The new name.") var name: String
    @OptionGroup var store: StoreOptions

    func run() throws {
      let store = try self.store.open(existing: .write)
      let device = try store.device(named: device)
      let taken = try store.devices().contains {
        $0.id != device.id && ($0.name == name || $0.key.id == name)
      }
      if taken, !name.isEmpty {
        throw Failure(
          .usage, "another device is called '\(name)' already",
          advice: "choose another name; see 'doorstats device list'")
      }
      try store.name(device: device.id, name.isEmpty ? nil : name)
    }
  }

  struct Zone: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "zone",
      abstract: "Set the time zone of the door; an empty zone takes it away.",
      discussion: """
        EXAMPLES
          doorstats device zone "Front door" Europe/Berlin
          doorstats device zone 192.168.1.23 ""
        """)

    @Argument(help: "Id or name of the device.", completion: Completions.devices)
    var device: String
    @Argument(
      help: "IANA name of the zone, such as Europe/Berlin.", completion: Completions.timeZones)
    var zone: String
    @OptionGroup var store: StoreOptions

    func run() throws {
      if !zone.isEmpty { _ = try TimeZoneCalendar(named: zone) }
      let store = try self.store.open(existing: .write)
      let device = try store.device(named: device)
      try store.setTimeZone(device: device.id, zone.isEmpty ? nil : zone)
    }
  }
}
