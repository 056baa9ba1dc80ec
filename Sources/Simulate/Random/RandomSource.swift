/// Pseudo-random numbers that are the same on every machine and in every version of Swift.
///
/// The generator is xoshiro256** (Blackman and Vigna, 2018), its state filled by SplitMix64
/// (Steele, Lea and Flood, 2014) from a seed and a path of keys. Equal paths give equal numbers,
/// different paths unrelated ones, so that any day of a door can be made without the days before.
struct RandomSource: Sendable {
  /// What a stream of numbers is for; a part that draws more numbers does not disturb the others.
  enum Purpose: UInt64, Sendable {
    case door = 1
    case plan, motion, disturbance, grid, losses, noise, proximity, light, mounting, drift
    case overnight, identity, arrival, temperature, attitude
  }

  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  init(seed: UInt64, purpose: Purpose, day: Int64 = 0, index: Int = 0) {
    var mixer = seed
    mixer = Self.mixed(mixer ^ Self.mixed(purpose.rawValue &* 0x9e37_79b9_7f4a_7c15))
    mixer = Self.mixed(mixer ^ Self.mixed(UInt64(bitPattern: day) &+ 0x632b_e59b_d9b4_e019))
    mixer = Self.mixed(mixer ^ Self.mixed(UInt64(bitPattern: Int64(index)) &+ 0x85eb_ca6b))
    s0 = Self.next(&mixer)
    s1 = Self.next(&mixer)
    s2 = Self.next(&mixer)
    s3 = Self.next(&mixer)
  }

  /// The generator in a known state, not all zero.
  init(state: (UInt64, UInt64, UInt64, UInt64)) {
    (s0, s1, s2, s3) = state
  }

  private static func next(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return mixed(state)
  }

  /// SplitMix64's finaliser.
  static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func next() -> UInt64 {
    let result = Self.rotated(s1 &* 5, by: 7) &* 9
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = Self.rotated(s3, by: 45)
    return result
  }

  private static func rotated(_ value: UInt64, by bits: UInt64) -> UInt64 {
    (value << bits) | (value >> (64 - bits))
  }

  /// A number in the open interval (0, 1), a multiple of 2⁻⁵³ plus half a step.
  mutating func unit() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }

  mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * unit()
  }

  /// Uniform in the logarithm: as many draws between 1 and 2 as between 2 and 4.
  mutating func logUniform(_ range: ClosedRange<Double>) -> Double {
    ExactMath.exp(uniform(ExactMath.log(range.lowerBound)...ExactMath.log(range.upperBound)))
  }

  mutating func chance(_ probability: Double) -> Bool { unit() < probability }

  /// An integer in `0..<count`.
  mutating func index(below count: Int) -> Int { min(Int(unit() * Double(count)), count - 1) }

  mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[index(below: choices.count)]
  }

  mutating func exponential(mean: Double) -> Double { -mean * ExactMath.log(unit()) }

  mutating func logNormal(median: Double, sigma: Double) -> Double {
    median * ExactMath.exp(sigma * normal())
  }

  /// A Poisson count, by Knuth's product in pieces of mean 20.
  mutating func poisson(mean: Double) -> Int {
    var count = 0
    var left = mean
    while left > 0 {
      let limit = ExactMath.exp(-min(left, 20))
      left -= 20
      var product = unit()
      while product > limit {
        product *= unit()
        count += 1
      }
    }
    return count
  }

  /// Sorted moments of a Poisson process.
  mutating func moments(perSecond rate: Double, in range: ClosedRange<Double>) -> [Double] {
    guard rate > 0, range.upperBound > range.lowerBound else { return [] }
    let count = poisson(mean: rate * (range.upperBound - range.lowerBound))
    return (0..<count).map { _ in uniform(range) }.sorted()
  }

  /// A standard normal number, from one uniform number by the inverse distribution function.
  mutating func normal() -> Double { NormalQuantile.value(at: unit()) }
}

/// The inverse of the standard normal distribution function.
///
/// Rational approximations of P. J. Acklam (2003), relative error below 1.15e-9. 95 % of the calls
/// need five multiplications twice and one division.
enum NormalQuantile {
  static func value(at probability: Double) -> Double {
    if probability < 0.02425 { return tail(probability) }
    if probability > 0.97575 { return -tail(1 - probability) }
    let q = probability - 0.5
    let r = q * q
    var top = -3.969683028665376e+01 * r + 2.209460984245205e+02
    top = top * r - 2.759285104469687e+02
    top = top * r + 1.383577518672690e+02
    top = top * r - 3.066479806614716e+01
    top = top * r + 2.506628277459239e+00
    var bottom = -5.447609879822406e+01 * r + 1.615858368580409e+02
    bottom = bottom * r - 1.556989798598866e+02
    bottom = bottom * r + 6.680131188771972e+01
    bottom = bottom * r - 1.328068155288572e+01
    return top * q / (bottom * r + 1)
  }

  private static func tail(_ probability: Double) -> Double {
    let q = (-2 * ExactMath.log(probability)).squareRoot()
    var top = -7.784894002430293e-03 * q - 3.223964580411365e-01
    top = top * q - 2.400758277161838e+00
    top = top * q - 2.549732539343734e+00
    top = top * q + 4.374664141464968e+00
    top = top * q + 2.938163982698783e+00
    var bottom = 7.784695709041462e-03 * q + 3.224671290700398e-01
    bottom = bottom * q + 2.445134137142996e+00
    bottom = bottom * q + 3.754408661907416e+00
    return top / (bottom * q + 1)
  }
}
