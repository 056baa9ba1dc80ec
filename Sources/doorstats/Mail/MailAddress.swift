import ArgumentParser

/// An address that mail is sent to: plain enough to stand in a header or a shell unquoted.
struct MailAddress: ExpressibleByArgument, Hashable {
  let text: String

  /// `nil` for anything but `local@domain` of letters, digits and `. _ % + = ~ -`.
  init?(argument: String) {
    let parts = argument.split(separator: "@", omittingEmptySubsequences: false)
    func isPlain(_ part: Substring, _ others: String) -> Bool {
      !part.isEmpty && !part.hasPrefix("-") && !part.hasPrefix(".") && !part.hasSuffix(".")
        && part.unicodeScalars.allSatisfy {
          $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0))
            || others.unicodeScalars.contains($0)
        }
    }
    guard argument.utf8.count <= 254, parts.count == 2, isPlain(parts[0], "._%+=~-"),
      isPlain(parts[1], ".-")
    else { return nil }
    text = argument
  }

  var defaultValueDescription: String { text }
}
