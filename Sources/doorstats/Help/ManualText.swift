/// Text in the language of manual pages, mdoc(7).
struct ManualText {
  private(set) var lines: [String] = []

  /// A line that begins with a macro, as it stands; words that are no macros go through `word`.
  mutating func macro(_ line: String) { lines.append(".\(line)") }

  /// A paragraph of running text, each sentence on a line of its own as mdoc wants it.
  mutating func text(_ text: String) {
    for line in text.split(separator: "\n") {
      for sentence in Self.sentences(of: line.trimmingPrefix { $0 == " " }) {
        lines.append(Self.escaped(sentence))
      }
    }
  }

  private static func sentences(of line: Substring) -> [Substring] {
    var sentences: [Substring] = []
    var begin = line.startIndex
    var index = begin
    while index < line.endIndex {
      let after = line.index(after: index)
      if ".!?".contains(line[index]), after < line.endIndex, line[after] == " " {
        let next = line.index(after: after)
        if next < line.endIndex {
          sentences.append(line[begin..<after])
          begin = next
        }
      }
      index = after
    }
    return (sentences + [line[begin...]]).filter { !$0.isEmpty }
  }

  /// Lines that stand as they are.
  mutating func literal(_ block: [Substring]) {
    macro("Bd -literal -offset 2n")
    lines += block.map { $0.isEmpty ? "" : Self.escaped($0) }
    macro("Ed")
  }

  /// Paragraphs and blocks of a help text: lines that begin with two spaces are literal.
  mutating func help(_ text: String) {
    var isFirst = true
    for block in Self.blocks(of: text) {
      if block.isLiteral {
        literal(block.lines)
      } else {
        if !isFirst { macro("Pp") }
        self.text(block.lines.joined(separator: "\n"))
      }
      isFirst = false
    }
  }

  var page: String { lines.joined(separator: "\n") + "\n" }

  struct Block {
    var isLiteral: Bool
    /// Without the indentation that they have in common.
    var lines: [Substring]
  }

  static func blocks(of text: String) -> [Block] {
    var blocks: [Block] = []
    var isNew = true
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard !line.allSatisfy(\.isWhitespace) else {
        isNew = true
        continue
      }
      let isLiteral = line.hasPrefix("  ")
      let content = isLiteral ? line.dropFirst(2) : line
      if let last = blocks.last, last.isLiteral == isLiteral, !isNew || isLiteral {
        // An empty line within a literal block is part of it.
        blocks[blocks.count - 1].lines += (isNew ? [""] : []) + [content]
      } else {
        blocks.append(Block(isLiteral: isLiteral, lines: [content]))
      }
      isNew = false
    }
    return blocks
  }

  /// A text that troff takes as it is.
  static func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case "\"": result += "\\(dq"
      default:
        // Escapes for what is not ASCII: not every roff reads UTF-8.
        for scalar in character.unicodeScalars {
          let digits = String(scalar.value, radix: 16, uppercase: true)
          result +=
            scalar.isASCII
            ? String(scalar)
            : "\\[u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "]"
        }
      }
    }
    // A dot or quote at the begin of a line would be a macro.
    return result.hasPrefix(".") ? "\\&" + result : result
  }

  /// A text as one word of a macro's line, and never taken for a macro.
  static func word(_ text: String) -> String { "\"" + escaped(text) + "\"" }
}
