import Foundation

/// Manual pages of the program and of each command, made of the command definitions.
struct ManualPages {
  private static let program = "doorstats"

  let tree: CommandTree
  /// As mdoc wants it: `November 28, 2026`.
  let date: String

  struct Page {
    /// `doorstats-pull.1`.
    var fileName: String
    var text: String
  }

  var all: [Page] { [mainPage] + tree.command.shown.map(page) }

  // MARK: The program

  private var mainPage: Page {
    var page = ManualText()
    begin(&page, Self.program, tree.command.abstract)
    page.macro("Nm \(Self.program)")
    page.macro("Ar command")
    page.macro("Op Ar options")
    describe(tree.command, in: &page)
    page.macro("Ss Commands")
    page.macro("Bl -tag -width Ds")
    for command in tree.command.shown {
      page.macro("It Xr \(Self.program)-\(command.commandName) 1")
      page.text(command.abstract ?? "")
    }
    page.macro("El")
    for topic in HelpTopic.all where topic.name != HelpTopic.exitCodes.name {
      page.macro("Ss \(ManualText.word("\(topic.name): \(topic.abstract)"))")
      page.help(topic.text)
    }
    exitStatus(in: &page)
    examples(of: tree.command, in: &page)
    seeAlso(tree.command.shown.map { "\(Self.program)-\($0.commandName)" }, in: &page)
    return Page(fileName: "\(Self.program).1", text: page.page)
  }

  // MARK: A command

  private func page(of command: CommandTree.Command) -> Page {
    let name = "\(Self.program)-\(command.commandName)"
    var page = ManualText()
    begin(&page, name, command.abstract)
    synopsis(of: command, path: [command.commandName], in: &page)
    for inner in command.shown {
      synopsis(of: inner, path: [command.commandName, inner.commandName], in: &page)
    }
    describe(command, in: &page)
    options(of: command, in: &page)
    for inner in command.shown {
      page.macro("Ss \(Self.program) \(command.commandName) \(inner.commandName)")
      page.text(inner.abstract ?? "")
      let words = Self.withoutExamples(inner.discussion)
      if !words.isEmpty {
        page.macro("Pp")
        page.help(words)
      }
      if let lines = Self.examples(of: inner.discussion) { page.literal(lines) }
      options(of: inner, in: &page)
    }
    exitStatus(in: &page)
    examples(of: command, in: &page)
    seeAlso([Self.program], in: &page)
    return Page(fileName: "\(name).1", text: page.page)
  }

  // MARK: Parts of a page

  private func begin(_ page: inout ManualText, _ name: String, _ abstract: String?) {
    page.macro("Dd \(date)")
    page.macro("Dt \(name.uppercased()) 1")
    page.macro("Os")
    page.macro("Sh NAME")
    page.macro("Nm \(name)")
    var words = abstract ?? ""
    while words.hasSuffix(".") { words.removeLast() }
    page.macro("Nd \(ManualText.word(words))")
    page.macro("Sh SYNOPSIS")
  }

  private func synopsis(
    of command: CommandTree.Command, path: [String], in page: inout ManualText
  ) {
    page.macro("Nm \(ManualText.word(([Self.program] + path).joined(separator: " ")))")
    let arguments = (command.arguments ?? []).filter(\.shouldDisplay)
    if arguments.contains(where: { $0.kind != .positional }) { page.macro("Op Ar options") }
    for argument in arguments where argument.kind == .positional {
      let name = (argument.valueName ?? "value") + (argument.isRepeating ? " ..." : "")
      page.macro((argument.isOptional ? "Op Ar " : "Ar ") + name)
    }
  }

  private func describe(_ command: CommandTree.Command, in page: inout ManualText) {
    page.macro("Sh DESCRIPTION")
    page.text(command.abstract ?? "")
    let words = Self.withoutExamples(command.discussion)
    guard !words.isEmpty else { return }
    page.macro("Pp")
    page.help(words)
  }

  private func options(of command: CommandTree.Command, in page: inout ManualText) {
    let arguments = (command.arguments ?? []).filter(\.shouldDisplay)
    guard !arguments.isEmpty else { return }
    page.macro("Pp")
    page.text("The options are:")
    page.macro("Bl -tag -width Ds")
    for argument in arguments {
      page.macro("It \(Self.title(of: argument))")
      page.text(argument.abstract ?? "")
      if let values = argument.allValues, values.count > 1, !Self.names(values, in: argument) {
        page.text("One of \(values.joined(separator: ", ")).")
      }
      let isSaid = argument.abstract?.contains("Default:") ?? false
      if let value = argument.defaultValue, !value.isEmpty, !isSaid {
        page.text("Default: \(value).")
      }
    }
    page.macro("El")
  }

  private static func title(of argument: CommandTree.Argument) -> String {
    let value = "Ar \(argument.valueName ?? "value")"
    guard argument.kind != .positional else { return value }
    let names = (argument.names ?? []).map { name in
      "Fl \(name.kind == .long ? "\\-" : "")\(ManualText.escaped(name.name))"
    }.joined(separator: " , ")
    return argument.kind == .option ? "\(names) \(value)" : names
  }

  /// Whether the words of help name the values already.
  private static func names(_ values: [String], in argument: CommandTree.Argument) -> Bool {
    values.allSatisfy { argument.abstract?.contains($0) ?? false }
  }

  private func exitStatus(in page: inout ManualText) {
    page.macro("Sh EXIT STATUS")
    page.macro("Bl -tag -width Ds -compact")
    for status in ExitStatus.allCases {
      page.macro("It \(status.rawValue)")
      page.text(status.meaning)
    }
    page.macro("El")
  }

  private func examples(of command: CommandTree.Command, in page: inout ManualText) {
    guard let lines = Self.examples(of: command.discussion) else { return }
    page.macro("Sh EXAMPLES")
    page.literal(lines)
  }

  private func seeAlso(_ names: [String], in page: inout ManualText) {
    page.macro("Sh SEE ALSO")
    let names = names.sorted()
    for (index, name) in names.enumerated() {
      page.macro("Xr \(name) 1" + (index < names.count - 1 ? " ," : ""))
    }
  }

  // MARK: Help texts

  private static let heading = "EXAMPLES"

  /// The lines below the heading of the examples.
  private static func examples(of text: String?) -> [Substring]? {
    let blocks = ManualText.blocks(of: text ?? "")
    guard let place = blocks.firstIndex(where: { $0.lines == [Substring(heading)] }),
      place + 1 < blocks.count
    else { return nil }
    return blocks[place + 1].lines
  }

  private static func withoutExamples(_ text: String?) -> String {
    let lines = (text ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    guard let begin = lines.firstIndex(of: Substring(heading)) else { return text ?? "" }
    let end =
      lines[(begin + 1)...].firstIndex { !$0.isEmpty && !$0.hasPrefix("  ") } ?? lines.endIndex
    return (lines[..<begin] + lines[end...]).joined(separator: "\n")
  }
}
