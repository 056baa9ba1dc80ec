import Foundation

/// Names of time zones: exact look-up, and the nearest ones to a misspelt one.
enum ZoneNames {
  /// The zone of exactly this IANA name, aliases (`US/Pacific`) included.
  ///
  /// Foundation also takes offsets such as `GMT+3`, and abbreviations such as `PST`, whose meaning
  /// depends on the reader; both are refused. `EST`, `MST` and `HST` are names of the database.
  static func zone(named name: String) -> TimeZone? {
    if ["UTC", "Etc/UTC", "GMT"].contains(name) { return .gmt }
    if name.hasPrefix("GMT") || name.hasPrefix("UTC") { return nil }
    let isName = name.contains("/") || singleWords.contains(name)
    return isName ? TimeZone(identifier: name) : nil
  }

  /// Names of the database without a `/`, but UTC and GMT.
  private static let singleWords: Set<String> = [
    "CET", "CST6CDT", "Cuba", "EET", "EST", "EST5EDT", "Egypt", "Eire", "GB", "Greenwich", "HST",
    "Hongkong", "Iceland", "Iran", "Israel", "Jamaica", "Japan", "Kwajalein", "Libya", "MET",
    "MST", "MST7MDT", "NZ", "Navajo", "PRC", "PST8PDT", "Poland", "Portugal", "ROC", "ROK",
    "Singapore", "Turkey", "Universal", "WET", "Zulu",
  ]

  /// Up to three known names that differ least, without regard to case; none that differs much.
  static func nearest(to name: String) -> [String] {
    let wanted = Array(name.lowercased().utf8)
    guard !wanted.isEmpty, wanted.count <= 64 else { return [] }
    let limit = max(2, wanted.count / 3)
    var scored: [(distance: Int, name: String)] = []
    for candidate in TimeZone.knownTimeZoneIdentifiers + ["UTC"] {
      let lowered = Array(candidate.lowercased().utf8)
      let city = Array(lowered.split(separator: UInt8(ascii: "/")).last ?? [])
      // `Berlin` means `Europe/Berlin`: the last part alone counts nearly like the whole.
      let distance = min(editDistance(wanted, lowered), editDistance(wanted, city) + 1)
      if distance <= limit { scored.append((distance, candidate)) }
    }
    return scored.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
  }

  /// Fewest insertions, deletions, replacements and swaps of neighbours that turn one into the
  /// other (optimal string alignment).
  ///
  /// - Complexity: O(*n* · *m*).
  static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforePrevious = [Int](repeating: 0, count: right.count + 1)
    var previous = Array(0...right.count)
    for i in left.indices {
      var current = [i + 1]
      for j in right.indices {
        let replaced = previous[j] + (left[i] == right[j] ? 0 : 1)
        var best = min(replaced, previous[j + 1] + 1, current[j] + 1)
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
          best = min(best, beforePrevious[j - 1] + 1)
        }
        current.append(best)
      }
      (beforePrevious, previous) = (previous, current)
    }
    return previous[right.count]
  }
}
