/// Number of terminal columns that `text` takes: 2 for East Asian wide characters and emoji, 0 for
/// combining marks, 1 for others.
///
/// Reference: Unicode Standard Annex 11, East Asian Width (wide and fullwidth ranges).
func displayWidth(_ text: String) -> Int {
  if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
  var scalarCount = 0
  for scalar in text.unicodeScalars {
    guard isAlwaysNarrow(scalar.value) else { return text.reduce(0) { $0 + displayWidth($1) } }
    scalarCount += 1
  }
  return scalarCount
}

/// Latin letters, dashes and dots, box drawing and blocks: one column, whatever stands beside them.
private func isAlwaysNarrow(_ scalar: UInt32) -> Bool {
  (0x20..<0x7F).contains(scalar) || (0xA1..<0xA9).contains(scalar)
    || (0xAF..<0x300).contains(scalar) || (0x2010..<0x2028).contains(scalar)
    || (0x2500..<0x25A0).contains(scalar)
}

private func displayWidth(_ character: Character) -> Int {
  // Halfwidth voiced sound marks join the kana before them, but take a column of their own.
  let marks = character.unicodeScalars.dropFirst().count { (0xFF9E...0xFF9F).contains($0.value) }
  return marks + baseWidth(character)
}

private func baseWidth(_ character: Character) -> Int {
  guard let first = character.unicodeScalars.first else { return 0 }
  if wideRanges.contains(where: { $0.contains(first.value) }) { return 2 }
  return emojiOrNarrow(character, first)
}

private func emojiOrNarrow(_ character: Character, _ first: Unicode.Scalar) -> Int {
  let showsEmoji =
    first.properties.isEmojiPresentation
    || character.unicodeScalars.contains { $0.value == 0xFE0F }
  if showsEmoji { return 2 }
  switch first.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format, .control: return 0
  default: return 1
  }
}

private let wideRanges: [ClosedRange<UInt32>] = [
  0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
  0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
  0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF, 0x1AFF0...0x1B2FF,
  0x1F200...0x1F2FF, 0x20000...0x3FFFD,
]

/// `text` cut to `columns`, with `ellipsis` in place of what was cut.
func truncated(_ text: String, to columns: Int, ellipsis: String) -> String {
  guard displayWidth(text) > columns else { return text }
  var kept = ""
  var width = 0
  for character in text {
    let next = displayWidth(String(character))
    guard width + next + ellipsis.count <= columns else { break }
    kept.append(character)
    width += next
  }
  return kept + String(ellipsis.prefix(max(0, columns - width)))
}

/// `text` with spaces up to `columns`.
func padded(_ text: String, to columns: Int, alignedRight: Bool = false) -> String {
  let spaces = String(repeating: " ", count: max(0, columns - displayWidth(text)))
  return alignedRight ? spaces + text : text + spaces
}

/// `text` without what would change a terminal's state: control characters and marks of writing
/// direction become U+FFFD.
public func visible(_ text: String) -> String {
  func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
  guard text.unicodeScalars.contains(where: isHarmful) else { return text }
  var clean = String.UnicodeScalarView()
  for scalar in text.unicodeScalars { clean.append(isHarmful(scalar) ? "\u{FFFD}" : scalar) }
  return String(clean)
}
