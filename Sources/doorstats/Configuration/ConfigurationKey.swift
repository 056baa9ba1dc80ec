/// A setting that stands for an option of the command line.
struct ConfigurationKey: Sendable {
  enum Kind: Sendable {
    case text, integer, number
    /// Given as `true`; stands for a flag.
    case flag
    /// Several texts; stands for an option that may be repeated.
    case list
  }

  /// `table.name`, or `name` for the top of the file.
  var path: String
  var option: String
  var kind: Kind
  /// The only command that takes it from here; `nil` for every command that has the option.
  var command: String?
  /// The variable of the environment that wins over it.
  var environment: String?
  /// What holds without it, in words.
  var standard: String

  init(
    _ path: String, _ option: String, _ kind: Kind, command: String? = nil,
    environment: String? = nil, standard: String
  ) {
    self.path = path
    self.option = option
    self.kind = kind
    self.command = command
    self.environment = environment
    self.standard = standard
  }

  var table: String { path.contains(".") ? String(path.prefix { $0 != "." }) : "" }
  var name: String { path.split(separator: ".").last.map(String.init) ?? path }

  static let all: [ConfigurationKey] = [
    .init("store", "--store", .text, environment: "DOORSTATS_STORE", standard: "in XDG_DATA_HOME"),
    .init("devices", "--device", .list, standard: "all"),
    .init("sensitivity", "--sensitivity", .number, standard: "1"),
    .init("pull.databases", "--db", .list, command: "pull", standard: "none"),
    .init("pull.jobs", "--jobs", .integer, standard: "4"),
    .init("pull.page_size", "--page-size", .integer, standard: "5000"),
    .init("pull.max_rate", "--max-rate", .number, standard: "what the historian allows"),
    .init("pull.max_time", "--max-time", .number, standard: "no end"),
    .init("output.width", "--width", .integer, environment: "COLUMNS", standard: "the terminal's"),
    .init("output.ascii", "--ascii", .flag, standard: "false"),
    .init("output.color", "--color", .text, environment: "NO_COLOR", standard: "auto"),
    .init("prune.keep_readings", "--keep-readings", .text, command: "prune", standard: "none"),
    .init("doctor.max_age", "--max-age", .text, command: "doctor", standard: "1d"),
    .init("mail.command", "--mail-command", .text, standard: "/usr/sbin/sendmail -t -i"),
  ]

  /// Settings that stand for no option.
  static let others = ["time_zone", "default_historian"]
  static let tables = ["pull", "output", "prune", "doctor", "mail", "historian", "device", "alert"]
  static let historianNames = [
    "url", "auth", "user", "token_url", "password_file", "password_command",
    "password_credential", "api_key_file", "api_key_command", "api_key_credential",
    "bearer_token_file", "bearer_token_command", "bearer_token_credential",
  ]
  static let deviceNames = ["name", "time_zone"]
}
