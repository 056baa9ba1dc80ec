import Foundation
import TestSupport
import Testing

/// The configuration file, through the built program.
@Suite struct ConfigurationTests {
  private let stage: PullStage

  init() throws { stage = try PullStage() }

  private func run(
    _ text: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> BuiltProgram.Result {
    try stage.directory.write(text, to: ".config/doorstats/config.toml")
    return try BuiltProgram.doorstats.run(
      arguments, in: stage.directory,
      environment: ["DOORSTATS_STORE": "", "CLOUDANT_AUTH_URL": ""].merging(environment) { $1 })
  }

  private var store: String { stage.directory.file("configured.sqlite") }

  @Test(arguments: [
    "[/x]", "[#x]", "[.a]", "[ü]", "[[=]]", "[[[x]", "[", "a = [\n[\"b\"]\n]", "\u{FEFF}[/x]",
    "store = \"\"\"a\"\"\"\"\n[/x]", "# \"\"\"\n[/x]", "store = '''\n[y]\n'''\n[/x]",
    "store = \"\\\"\"\n[/x]",
  ])
  func `a table without a name is an error and no crash`(text: String) throws {
    let result = try run(text + "\n", ["config", "show"])
    #expect(result.status == 78, "\(result)")
    #expect(result.error.split(separator: "\n").count == 1, "\(result)")
  }

  @Test func `a line of a text that looks like a table is none`() throws {
    let result = try run("store = \"\"\"/a\n[/x]\n\"\"\"\n[pull]\njobs = 2\n", ["config", "show"])
    #expect(result.status == 0, "\(result)")
  }

  @Test func `what is shown can be read back, whatever it holds and wherever it comes from`() throws
  {
    let text = #"""
      store = "/of/the/file"
      [pull]
      databases = ["a\tb", "c\u0001d"]
      [device."a\"b\\c"]
      name = "Front\ndoor \u001b[31m"

      """#
    let environment = ["DOORSTATS_STORE": "/of/the/environment", "NO_COLOR": "1", "COLUMNS": "99"]
    let shown = try run(text, ["config", "show"], environment: environment)
    #expect(shown.status == 0 && !shown.output.contains("\u{1b}"), "\(shown)")
    for line in [
      #"store = "/of/the/file"  # not in force:"#,
      ##"# store = "/of/the/environment"  # DOORSTATS_STORE of the environment"##,
      ##"# color = "never"  # NO_COLOR of the environment"##,
      "# width = 99  # COLUMNS of the environment", "# jobs = 4  # default",
      #"name = "Front\ndoor \u001B[31m""#,
    ] { #expect(shown.lines.contains { $0 == line }, "\(line) in \(shown)") }
    let again = try run(shown.output, ["config", "show"], environment: environment)
    #expect(again.output == shown.output, "\(again)")
  }

  private func home(_ secret: String = #"api_key_file = "key""#) -> String {
    """
    store = "\(store)"
    [pull]
    databases = ["\(PullStage.family)"]
    page_size = 60
    [historian.home]
    url = "\(stage.historian.url)"
    token_url = "\(stage.historian.url)"
    \(secret)
    [device."192.168.1.23"]
    name = "Front door"
    time_zone = "Europe/Berlin"

    """
  }

  private func protect(_ mode: Int) throws {
    try FileManager.default.setAttributes(
      [.posixPermissions: mode], ofItemAtPath: stage.directory.file("key"))
  }

  @Test func `a file alone is enough to pull and to ask`() throws {
    try protect(0o600)
    let pulled = try run(home(), ["pull"])
    #expect(pulled.status == 0 && pulled.error.isEmpty, "\(pulled)")
    #expect(pulled.output.contains("read 902 = 900 new"), "\(pulled)")
    let openings = try run(home(), ["openings", "--format", "csv"])
    #expect(
      openings.status == 0 && openings.output.contains("Front door,2020-03-04T00:00:00+01:00"))
    let again = try run(home(), ["pull", "--db", "\(PullStage.family)_2020-03-04"])
    #expect(again.status == 0 && again.lines.count == 2, "the option wins: \(again)")
    let other = try run(home(), [], environment: ["DOORSTATS_STORE": "/nowhere"])
    #expect(other.status == 66 && other.error.contains("/nowhere"), "\(other)")
    let shown = try run(home(), ["config", "show"])
    #expect(shown.status == 0 && shown.lines.contains("page_size = 60"), "\(shown)")
    #expect(shown.output.contains("# jobs = 4  # default\n"), "\(shown)")
    #expect(!shown.output.contains(PullStage.key))
    // What is shown is a configuration that means the same.
    #expect(try run(shown.output, ["config", "show"]).output == shown.output)
  }

  @Test func `secrets come from commands and credentials, and never from files others read`() throws
  {
    try protect(0o644)
    let open = try run(home(), ["pull"])
    #expect(open.status == 78 && open.error.contains("can be read by others"), "\(open)")
    let command = try run(home(#"api_key_command = "cat key""#), ["pull", "-q"])
    #expect(command.status == 0, "\(command)")
    let failed = try run(home(#"api_key_command = "exit 3""#), ["pull", "-q"])
    #expect(failed.status == 77, "\(failed)")
    try protect(0o400)
    let credential = try run(
      home(#"api_key_credential = "key""#), ["pull", "-q"],
      environment: ["CREDENTIALS_DIRECTORY": stage.directory.path])
    #expect(credential.status == 0, "\(credential)")
    let inline = try run(home(#"api_key = "abc-def""#), ["pull", "-q"])
    #expect(inline.status == 78 && inline.error.contains("api_key_file"), "\(inline)")
    #expect(!inline.error.contains("abc-def"))
    let named = try run(home(), ["pull", "-q", "--historian", "hom"])
    #expect(named.status == 64 && named.error.contains("did you mean 'home'?"), "\(named)")
  }

  @Test(arguments: [
    ("[pull]\njob = 3", "did you mean jobs?"), ("stor = \"x\"", "did you mean store?"),
    ("[historian.a]\nurll = \"x\"", "did you mean url?"), ("[pull", "line 1"),
    ("[pull]\njobs = \"x\"", "must be a whole number"),
    ("default_historian = \"x\"", "[historian.x]"),
    ("[historian.a]\nurl = \"https://u:p@h\"", "password_file"), ("[pull]\njobs = 900", "--jobs"),
  ])
  func `what is wrong in it is 78, in one line, with what is meant`(
    text: String, words: String
  ) throws {
    let result = try run(text, ["pull", "--db", "a"])
    #expect(result.status == 78 && result.output.isEmpty, "\(result)")
    #expect(result.error.split(separator: "\n").count == 1, "\(result)")
    #expect(result.error.contains(words), "\(result)")
    #expect(try run(text, ["--help"]).status == 0)
  }

  @Test func `a file that is named must be there`() throws {
    let result = try run("", ["status"], environment: ["DOORSTATS_CONFIG": "/nowhere.toml"])
    #expect(result.status == 78 && result.error.contains("/nowhere.toml"), "\(result)")
  }

  @Test func `the example of the documentation is understood, and names every table`() throws {
    let text = try String(
      contentsOfFile: Fixtures.path("../docs/configuration.md"), encoding: .utf8)
    let parts = text.components(separatedBy: "```")
    let example = try #require(parts.first { $0.hasPrefix("toml\n") }).dropFirst(5)
    let shown = try run(String(example), ["config", "show"])
    #expect(shown.status == 0 && shown.output.contains("[historian.\"office\"]"), "\(shown)")
    for line in shown.lines where line.hasPrefix("[") {
      #expect(example.contains(line.replacing("\"", with: "").prefix(6)), "\(line)")
    }
  }
}
