import ArgumentParser

/// A length of time as an option takes it: `90s`, `10m`, `1h`, `2d`, `12w`.
struct DurationArgument: ExpressibleByArgument {
  var milliseconds: Int64

  init?(argument: String) {
    let units: [Character: Int64] = [
      "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000,
    ]
    guard let unit = argument.last.flatMap({ units[$0] }),
      let number = Double(argument.dropLast()), number >= 0, number <= 1_000_000
    else { return nil }
    milliseconds = Int64((number * Double(unit)).rounded())
  }

  init(milliseconds: Int64) { self.milliseconds = milliseconds }

  var defaultValueDescription: String {
    for (unit, length) in [("d", 86_400_000), ("h", 3_600_000)] as [(String, Int64)]
    where milliseconds > 0 && milliseconds % length == 0 {
      return "\(milliseconds / length)\(unit)"
    }
    return milliseconds % 60_000 == 0 ? "\(milliseconds / 60_000)m" : "\(milliseconds / 1000)s"
  }
}
