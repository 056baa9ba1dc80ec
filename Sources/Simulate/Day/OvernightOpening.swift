/// A door that stands open over a midnight: a motion that two days share.
///
/// Both neighbours make it from the number of the midnight alone, and so agree about it.
struct OvernightOpening: Sendable {
  /// Seconds of the earlier day when the visit begins.
  let start: Double
  let motion: Motion

  /// - Parameter day: Number of the day that ends at this midnight.
  init?(_ parameters: DoorParameters, seed: UInt64, endOf day: Int64) {
    let chance = parameters.habits.openOvernightChance
    guard chance > 0 else { return nil }
    var random = RandomSource(seed: seed, purpose: .overnight, day: day)
    guard random.chance(chance) else { return nil }
    start = secondsPerDay - random.uniform(300...9000)
    let closing = secondsPerDay + random.uniform(600...21_600) - start
    var script = VisitScript(
      parameters, limitSeconds: MotionRun.longestSeconds - 60, random: random)
    let forcing = script.standOpen(until: closing)
    var run = MotionRun(
      parameters, forcing: forcing, spacing: 1 / parameters.phone.streamRate, random: random)
    motion = run.run()
  }
}
