/// Whether a text has the form of a configuration file, before the parser sees it.
///
/// The parser (toml++ 3) answers some texts by an assertion, which ends the program: `[/x]`,
/// `a = [}`, dates with signs. Here every name, bracket and value is looked at, and those of TOML's
/// values that no setting takes (dates, hexadecimal numbers, `inf`, `nan`) are refused. What strings
/// hold, and what is there twice, is the parser's.
struct TOMLSyntax {
  private static let deepest = 16
  private static let whatIsAValue =
    "a value is a text in quotes, a decimal number, true, false, or a list of these"

  private let characters: [Unicode.Scalar]
  private var at = 0

  init(_ text: String) {
    characters = Array(text.unicodeScalars)
    if characters.first == "\u{FEFF}" { at = 1 }
  }

  /// - Throws: `TOMLText.Problem`, the first one.
  mutating func check() throws {
    while true {
      skipBlankLines()
      guard let next else { return }
      if next == "[" { try header() } else { try setting(depth: 0) }
      skipBlanks()
      skipComment()
      if self.next == "\r" { at += 1 }
      guard self.next == nil || self.next == "\n" else {
        throw problem("only a comment may follow in a line")
      }
    }
  }

  private mutating func header() throws {
    at += 1
    let isOfMany = next == "["
    if isOfMany { at += 1 }
    try name("a table's name")
    for _ in 0..<(isOfMany ? 2 : 1) {
      guard next == "]" else { throw problem("a table's name has no ]") }
      at += 1
    }
  }

  private mutating func setting(depth: Int) throws {
    try name("a name")
    guard next == "=" else { throw problem("a name has no = and value") }
    at += 1
    skipBlanks()
    try value(depth: depth)
  }

  /// `a.b."c d"`, with blanks around it.
  private mutating func name(_ what: String) throws {
    while true {
      skipBlanks()
      if let quote = next, quote == "\"" || quote == "'" {
        guard !isTriple(quote) else { throw problem("\(what) has only one quote on each side") }
        try string(quote)
      } else {
        let start = at
        skip { $0.isLetterOrDigit || $0 == "-" || $0 == "_" }
        if at == start {
          throw problem(
            "\(what) begins with a letter, a digit, - , _ or a quote", "put the name in quotes")
        }
      }
      skipBlanks()
      guard next == "." else { return }
      at += 1
    }
  }

  private mutating func value(depth: Int) throws {
    guard depth < Self.deepest else { throw problem("brackets are too deep") }
    switch next {
    case "\"", "'": try string(characters[at])
    case "[": try list(depth: depth + 1)
    case "{": try inlineTable(depth: depth + 1)
    default:
      let start = at
      skip { $0.isLetterOrDigit || $0 == "+" || $0 == "-" || $0 == "." || $0 == "_" || $0 == ":" }
      let word = String(String.UnicodeScalarView(characters[start..<at]))
      guard word == "true" || word == "false" || Self.isNumber(word) else {
        throw problem(Self.whatIsAValue)
      }
    }
  }

  private static func isNumber(_ word: String) -> Bool {
    let number = /[+-]?[0-9](_?[0-9])*(\.[0-9](_?[0-9])*)?([eE][+-]?[0-9](_?[0-9])*)?/
    return word.wholeMatch(of: number) != nil
  }

  private mutating func list(depth: Int) throws {
    at += 1
    while true {
      skipBlankLines()
      if next == "]" { break }
      try value(depth: depth)
      skipBlankLines()
      if next == "]" { break }
      guard next == "," else { throw problem("a list has no ] or no comma") }
      at += 1
    }
    at += 1
  }

  private mutating func inlineTable(depth: Int) throws {
    at += 1
    skipBlanks()
    while next != "}" {
      try setting(depth: depth)
      skipBlanks()
      guard next == "," || next == "}" else { throw problem("a table in a line has no }") }
      if next == "," {
        at += 1
        skipBlanks()
        if next == "}" { throw problem("a comma has nothing behind it") }
      }
    }
    at += 1
  }

  /// A string of either quote, of one line or of several.
  private mutating func string(_ quote: Unicode.Scalar) throws {
    let start = at
    let isLong = isTriple(quote)
    at += isLong ? 3 : 1
    while let next, isLong || next != "\n" {
      if next == quote, !isLong || isTriple(quote) {
        at += isLong ? 3 : 1
        // Up to two quotes before the closing three belong to the text.
        for _ in 0..<2 where isLong && self.next == quote { at += 1 }
        return
      }
      at = min(at + (next == "\\" && quote == "\"" ? 2 : 1), characters.count)
    }
    at = start
    throw problem("a text has no second quote")
  }

  // MARK: Characters

  private var next: Unicode.Scalar? { at < characters.count ? characters[at] : nil }

  private func isTriple(_ quote: Unicode.Scalar) -> Bool {
    at + 3 <= characters.count && characters[at..<at + 3].allSatisfy { $0 == quote }
  }

  private mutating func skip(while isSkipped: (Unicode.Scalar) -> Bool) {
    while let next, isSkipped(next) { at += 1 }
  }

  private mutating func skipBlanks() { skip { $0 == " " || $0 == "\t" } }

  private mutating func skipComment() { if next == "#" { skip { $0 != "\n" } } }

  private mutating func skipBlankLines() {
    repeat {
      skip { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\n" }
      skipComment()
    } while next == "\n"
  }

  private func problem(_ what: String, _ advice: String = "correct the file") -> TOMLText.Problem {
    let line = characters[..<min(at, characters.count)].count { $0 == "\n" } + 1
    return TOMLText.Problem(line: line, what: what, advice: advice)
  }
}

extension Unicode.Scalar {
  fileprivate var isLetterOrDigit: Bool {
    switch self {
    case "a"..."z", "A"..."Z", "0"..."9": true
    default: false
    }
  }
}
