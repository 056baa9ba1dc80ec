/// Everything that acts on the leaf in one motion.
struct Forcing: Sendable {
  /// Sorted by arrival.
  var moves: [HandMove] = []
  /// Short blows of knuckles or handle, sorted by time.
  var blows: [Blow] = []
  /// Stretches of gusty wind or of a hand that rattles, sorted by time.
  var gusts: [Gust] = []
  /// When somebody closes a door that nobody closed [s after it came to rest].
  var lastResortSeconds = 60.0

  /// Half a sine of torque.
  struct Blow: Sendable {
    var time: Double
    var seconds: Double
    /// Peak [N·m]; positive towards open.
    var torque: Double
  }

  /// Low-passed random torque that swells and fades.
  struct Gust: Sendable {
    var start: Double
    var seconds: Double
    /// Standard deviation and mean at the strongest [N·m].
    var torque: Double
    var mean: Double
    /// Corner of the low-pass [Hz].
    var corner: Double
  }
}

/// The torque of blows and gusts, asked for in order of time.
struct OutsideTorque: Sendable {
  private let forcing: Forcing
  private var nextBlow = 0
  private var nextGust = 0
  private var gustState = 0.0
  private var random: RandomSource

  init(_ forcing: Forcing, random: RandomSource) {
    self.forcing = forcing
    self.random = random
  }

  /// Start of the next thing that acts, or `nil`.
  func nextStart(after time: Double) -> Double? {
    let blow = nextBlow < forcing.blows.count ? forcing.blows[nextBlow].time : nil
    let gust = nextGust < forcing.gusts.count ? forcing.gusts[nextGust].start : nil
    return [blow, gust].compactMap { $0 }.min().map { max($0, time) }
  }

  /// Sharp torque of blows [N·m].
  mutating func blow(at time: Double) -> Double {
    guard nextBlow < forcing.blows.count, time >= forcing.blows[nextBlow].time else { return 0 }
    let blow = forcing.blows[nextBlow]
    let share = (time - blow.time) / blow.seconds
    if share >= 1 {
      nextBlow += 1
      return 0
    }
    return blow.torque * ExactMath.sine(Double.pi * share)
  }

  /// Slow torque of gusts [N·m].
  mutating func gust(at time: Double, step: Double) -> Double {
    guard nextGust < forcing.gusts.count, time >= forcing.gusts[nextGust].start else { return 0 }
    let gust = forcing.gusts[nextGust]
    let share = (time - gust.start) / gust.seconds
    if share >= 1 {
      nextGust += 1
      gustState = 0
      return 0
    }
    let rate = 2 * Double.pi * gust.corner * step
    gustState += rate * (random.normal() * (2 / rate).squareRoot() - gustState)
    let swell = ExactMath.sine(Double.pi * share)
    return swell * (gust.mean + gust.torque * gustState)
  }
}
