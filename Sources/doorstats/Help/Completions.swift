import ArgumentParser
import Foundation
import Ingest
import Store

/// What a shell offers where a name of the store or of the configuration is meant.
enum Completions {
  /// Names and ids of devices.
  static let devices = CompletionKind.custom { words, _, _ in names(for: words).devices.map(word) }

  /// Families of databases, those of the configuration first, and single databases.
  static let databases = CompletionKind.custom { words, _, _ in
    let configured = (try? Configuration.current.get())?.values["pull.databases"]?.words ?? []
    let stored = names(for: words).databases
    return unique(configured + stored.compactMap { BucketName($0)?.family } + stored)
  }

  static let historians = CompletionKind.custom { _, _, _ in
    (try? Configuration.current.get())?.historians.keys.sorted() ?? []
  }

  static let timeZones = CompletionKind.custom { _, _, _ in TimeZone.knownTimeZoneIdentifiers }

  /// Names in the store that the command line so far means.
  private static func names(for words: [String]) -> CompletionNames {
    var options = StoreOptions()
    options.path = storePath(in: words)
    if options.path == nil, ProcessInfo.processInfo.environment["DOORSTATS_STORE"] == nil {
      options.path = (try? Configuration.current.get())?.values["store"]?.text
    }
    return CompletionNames(storePath: options.resolvedPath)
  }

  private static func storePath(in words: [String]) -> String? {
    for (word, next) in zip(words, words.dropFirst() + [""]) {
      if word.hasPrefix("--store=") { return String(word.dropFirst("--store=".count)) }
      if word == "--store", !next.isEmpty { return next }
    }
    return nil
  }

  /// A name as the asking shell wants it: bash puts it into the line as it is, after it has taken
  /// one level of quotes away.
  private static func word(_ name: String) -> String {
    CompletionShell.requesting == .bash ? escaped(escaped(name)) : name
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      let isPlain =
        character.isLetter || character.isNumber || "_./:@%+=,-".contains(character)
      result += (isPlain ? "" : "\\") + String(character)
    }
  }

  private static func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }
}
