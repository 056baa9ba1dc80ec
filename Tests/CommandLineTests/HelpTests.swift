import Foundation
import TestSupport
import Testing

/// Help, manual pages, completions and the README say the same.
@Suite struct HelpTests {
  private let directory: WorkDirectory
  private let readme: String

  init() throws {
    directory = try WorkDirectory()
    readme = try String(contentsOfFile: Fixtures.path("../README.md"), encoding: .utf8)
  }

  private func run(_ arguments: String...) throws -> BuiltProgram.Result {
    try BuiltProgram.doorstats.run(arguments, in: directory)
  }

  /// Names below a heading of the program's help.
  private func listed(below heading: String) throws -> [String] {
    try run("--help").output.split(separator: "\n", omittingEmptySubsequences: false)
      .drop { !$0.hasPrefix(heading) }.dropFirst().prefix { $0.hasPrefix("  ") }
      .filter { !$0.hasPrefix("   ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
  }

  // MARK: Topics

  @Test func `every topic is listed, is short enough for a terminal, and stands in the README`()
    throws
  {
    let topics = try listed(below: "TOPICS")
    #expect(topics.count == 8 && topics.contains("exit-codes"), "\(topics)")
    let manual = try manual()["doorstats.1"] ?? ""
    for topic in topics {
      let page = try run("help", topic)
      #expect(page.status == 0 && page.error.isEmpty, "\(page)")
      #expect(page.output.hasPrefix("\(topic): "), "\(page)")
      let plain = try BuiltProgram.doorstats.run(
        ["help", topic], in: directory, environment: ["LC_ALL": "C"])
      #expect(plain.output.utf8.allSatisfy { $0 < 0x80 }, "\(topic)")
      for line in page.lines { #expect(line.count <= 80, "\(topic): \(line)") }
      #expect(readme.contains(topic), "\(topic)")
      #expect(
        topic == "exit-codes" || manual.contains(topic.replacing("-", with: "\\-") + ": "),
        "\(topic)")
    }
  }

  @Test(arguments: [
    ("exit-code", "exit-codes"), ("tiem", "time"), ("oppenings", "openings"), ("crno", "cron"),
  ])
  func `a misspelt topic or command is answered with the nearest`(word: String, meant: String)
    throws
  {
    let result = try run("help", word)
    #expect(result.status == 64 && result.output.isEmpty, "\(result)")
    #expect(result.error.contains("did you mean 'doorstats help \(meant)'?"), "\(result)")
  }

  @Test func `a wrong configuration stands in no way of help and completion`() throws {
    try directory.write("[pull", to: ".config/doorstats/config.toml")
    for arguments in [
      ["help", "time"], ["help", "pull"], ["--generate-completion-script", "bash"],
      ["generate", "manual", "--help"],
    ] {
      let result = try BuiltProgram.doorstats.run(arguments, in: directory)
      #expect(result.status == 0 && result.error.isEmpty, "\(result)")
    }
  }

  @Test func `the exit codes are the same in the README, the help and the manual`() throws {
    let codes = try run("help", "exit-codes").lines.dropFirst().compactMap {
      line -> (String, String)? in
      let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
      guard let code = words.first, Int(code) != nil else { return nil }
      return (String(code), words[1].trimmingCharacters(in: .whitespaces))
    }
    #expect(
      codes.map(\.0).joined(separator: " ")
        == "0 2 3 4 64 65 66 69 70 73 74 75 76 77 78 130 143")
    let text = readme.replacing("`", with: "").replacing("\n", with: " ")
    let page = try manual()["doorstats-pull.1"] ?? ""
    for (code, meaning) in codes {
      #expect(text.contains("\(code) \(meaning)"), "\(code) \(meaning)")
      let escaped = meaning.replacing("-", with: "\\-").replacing("'", with: "\\(aq")
      #expect(page.contains(".It \(code)\n\(escaped)\n"), "\(code) \(meaning)")
    }
  }

  // MARK: Commands

  @Test func `every option of every command has a word of help, and examples come first`() throws {
    let dump = try run("--experimental-dump-help")
    let tool = try #require(
      try JSONSerialization.jsonObject(with: Data(dump.output.utf8)) as? [String: Any])
    let root = try #require(tool["command"] as? [String: Any])
    try check(root, path: [])
  }

  private func check(_ command: [String: Any], path: [String]) throws {
    let name = (path + [command["commandName"] as? String ?? ""]).joined(separator: " ")
    guard command["commandName"] as? String != "help" else { return }
    #expect((command["abstract"] as? String)?.isEmpty == false, "\(name)")
    if command["shouldDisplay"] as? Bool != false {
      #expect((command["discussion"] as? String)?.hasPrefix("EXAMPLES\n") == true, "\(name)")
    }
    for argument in command["arguments"] as? [[String: Any]] ?? [] {
      let words = argument["abstract"] as? String ?? ""
      #expect(!words.isEmpty, "\(name): \(argument["valueName"] ?? "")")
    }
    for inner in command["subcommands"] as? [[String: Any]] ?? [] {
      try check(inner, path: path + [command["commandName"] as? String ?? ""])
    }
  }

  // MARK: Manual pages

  private func manual() throws -> [String: String] {
    let made = try BuiltProgram.doorstats.run(
      ["generate", "manual", "man"], in: directory, environment: ["SOURCE_DATE_EPOCH": "0"])
    #expect(made.status == 0 && made.output.isEmpty && made.error.isEmpty, "\(made)")
    let folder = directory.file("man")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    return Dictionary(
      uniqueKeysWithValues: try names.map {
        ($0, try String(contentsOfFile: folder + "/" + $0, encoding: .utf8))
      })
  }

  @Test func `there is a page for the program and one for each command, with all its options`()
    throws
  {
    let pages = try manual()
    let commands = try listed(below: "SUBCOMMANDS:").filter { $0 != "See" }
    #expect(
      pages.keys.sorted() == (["doorstats.1"] + commands.map { "doorstats-\($0).1" }).sorted())
    for command in commands {
      let page = try #require(pages["doorstats-\(command).1"])
      #expect(page.hasPrefix(".Dd January 1, 1970\n.Dt DOORSTATS-\(command.uppercased()) 1\n"))
      for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "EXAMPLES", "SEE ALSO"] {
        #expect(page.contains(".Sh \(section)\n"), "\(command): \(section)")
      }
      let help = try run("help", command).output.components(separatedBy: "OPTIONS:").last ?? ""
      for word in help.split(whereSeparator: { " \n,/[]()".contains($0) })
      where word.hasPrefix("--") && word != "--help" && word != "--version" {
        let option = word.trimmingCharacters(in: .punctuationCharacters)
        #expect(
          page.contains("Fl \\-" + option.replacing("-", with: "\\-")), "\(command): \(word)")
      }
      #expect(page.utf8.allSatisfy { $0 < 0x80 })
      #expect(readme.contains("`doorstats \(command)`"))
    }
  }

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/mandoc"), "mandoc is not installed"
    ))
  func `mandoc finds nothing wrong with the pages`() throws {
    _ = try manual()
    #expect(try shell("mandoc -Tlint -Wwarning man/*.1", in: directory) == 0)
  }

  // MARK: Completions

  /// What bash offers for a line that ends where the cursor is.
  private func bash(_ line: String) throws -> [String] {
    let script = try run("--generate-completion-script", "bash")
    #expect(script.status == 0 && script.error.isEmpty)
    try directory.write(script.output, to: "completion.bash")
    try directory.write(
      """
      source ./completion.bash
      COMP_LINE='\(line)' COMP_POINT=${#COMP_LINE}
      COMP_WORDS=(\(line.hasSuffix(" ") ? line + "''" : line)) COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      COMP_TYPE=9 COMP_KEY=9
      _doorstats doorstats "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      printf '%s\\n' "${COMPREPLY[@]}" > offered
      """, to: "complete.bash")
    let folder = URL(fileURLWithPath: BuiltProgram.doorstats.path).deletingLastPathComponent().path
    _ = try shell("PATH=\(folder):$PATH bash complete.bash", in: directory, store: "store.sqlite")
    return try String(contentsOfFile: directory.file("offered"), encoding: .utf8)
      .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  @Test func `commands, devices and databases are completed, and no store is made`() throws {
    #expect(try bash("doorstats ope").contains("openings"))
    #expect(try bash("doorstats openings --device ") == [])
    #expect(!FileManager.default.fileExists(atPath: directory.file("store.sqlite")))
    let stage = try PullStage()
    #expect(try stage.pull("s").status == 0)
    #expect(
      try stage.run([
        "device", "name", "192.168.1.23", "Front", "--store", stage.directory.file("s"),
      ])
      .status == 0)
    try FileManager.default.copyItem(
      atPath: stage.directory.file("s"), toPath: directory.file("store.sqlite"))
    #expect(try bash("doorstats openings --device ").sorted() == ["192.168.1.23", "Front"])
    #expect(try bash("doorstats openings --device F") == ["Front"])
    #expect(
      try bash("doorstats pull --db ")
        == [PullStage.family, PullStage.family + "_2020-03-04", PullStage.family + "_2020-03-05"])
    try directory.write("no database", to: "store.sqlite")
    #expect(try bash("doorstats openings --device ") == [])
  }
}
