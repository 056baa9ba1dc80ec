/// Elementary functions made of `+ − × ÷` and square root alone.
///
/// IEEE 754 fixes the result of those to the last bit on every machine, while the system's `sin`,
/// `exp` and `log` may differ in the last place from one processor to the next. A simulated day
/// must have the same bytes everywhere. Relative error below 1e-14 in the ranges used here.
enum ExactMath {
  static let ln2High = 0x1.62e42feep-1
  static let ln2Low = 0x1.a39ef35793c76p-33

  /// The nearest whole number, of halves the even one, for sizes below 2⁵¹; quicker than a call.
  static func nearest(_ x: Double) -> Double { (x + 0x1.8p52) - 0x1.8p52 }

  /// Natural exponential; 0 below −700 and infinite above 709.
  static func exp(_ x: Double) -> Double {
    if x < -700 { return 0 }
    if x > 709 { return .infinity }
    let power = nearest(x * 0x1.71547652b82fep0)
    let rest = (x - power * ln2High) - power * ln2Low
    var sum = 1.0 / 6_227_020_800
    sum = sum * rest + 1.0 / 479_001_600
    sum = sum * rest + 1.0 / 39_916_800
    sum = sum * rest + 1.0 / 3_628_800
    sum = sum * rest + 1.0 / 362_880
    sum = sum * rest + 1.0 / 40_320
    sum = sum * rest + 1.0 / 5_040
    sum = sum * rest + 1.0 / 720
    sum = sum * rest + 1.0 / 120
    sum = sum * rest + 1.0 / 24
    sum = sum * rest + 1.0 / 6
    sum = sum * rest + 0.5
    sum = (sum * rest + 1) * rest + 1
    return Double(sign: .plus, exponent: Int(power), significand: sum)
  }

  /// Natural logarithm of a positive, normal number.
  static func log(_ x: Double) -> Double {
    var exponent = x.exponent
    var significand = x.significand
    if significand > 1.4142135623730951 {
      significand /= 2
      exponent += 1
    }
    let ratio = (significand - 1) / (significand + 1)
    let square = ratio * ratio
    var sum = 1.0 / 23
    sum = sum * square + 1.0 / 21
    sum = sum * square + 1.0 / 19
    sum = sum * square + 1.0 / 17
    sum = sum * square + 1.0 / 15
    sum = sum * square + 1.0 / 13
    sum = sum * square + 1.0 / 11
    sum = sum * square + 1.0 / 9
    sum = sum * square + 1.0 / 7
    sum = sum * square + 1.0 / 5
    sum = sum * square + 1.0 / 3
    sum = sum * square + 1
    return 2 * ratio * sum + Double(exponent) * 0.6931471805599453
  }

  /// Sine and cosine of an angle in radians, for angles up to some millions.
  static func sineCosine(_ x: Double) -> (sine: Double, cosine: Double) {
    let quarter = nearest(x * 0.6366197723675814)
    let rest = (x - quarter * 0x1.921fb544p0) - quarter * 0x1.0b4611a626331p-34
    let square = rest * rest
    var sine = 1.0 / 355_687_428_096_000
    sine = sine * square - 1.0 / 1_307_674_368_000
    sine = sine * square + 1.0 / 6_227_020_800
    sine = sine * square - 1.0 / 39_916_800
    sine = sine * square + 1.0 / 362_880
    sine = sine * square - 1.0 / 5_040
    sine = sine * square + 1.0 / 120
    sine = sine * square - 1.0 / 6
    sine = (sine * square + 1) * rest
    var cosine = 1.0 / 20_922_789_888_000
    cosine = cosine * square - 1.0 / 87_178_291_200
    cosine = cosine * square + 1.0 / 479_001_600
    cosine = cosine * square - 1.0 / 3_628_800
    cosine = cosine * square + 1.0 / 40_320
    cosine = cosine * square - 1.0 / 720
    cosine = cosine * square + 1.0 / 24
    cosine = cosine * square - 0.5
    cosine = cosine * square + 1
    switch Int(quarter) & 3 {
    case 0: return (sine, cosine)
    case 1: return (cosine, -sine)
    case 2: return (-sine, -cosine)
    default: return (-cosine, sine)
    }
  }

  static func sine(_ x: Double) -> Double { sineCosine(x).sine }
  static func cosine(_ x: Double) -> Double { sineCosine(x).cosine }

  /// The angle of the point (x, y) from the x axis [rad], −π…π.
  static func arctangent(_ y: Double, _ x: Double) -> Double {
    let length = (x * x + y * y).squareRoot()
    guard length > 0 else { return 0 }
    // Two halvings bring the angle below π/4, where the series is short.
    var tangent = abs(y) / (length + abs(x))
    tangent /= 1 + (1 + tangent * tangent).squareRoot()
    let square = tangent * tangent
    var sum = 0.0
    for divisor in stride(from: 25.0, through: 1, by: -2) { sum = 1 / divisor - square * sum }
    let angle = 4 * tangent * sum
    let upper = x < 0 ? Double.pi - angle : angle
    return y < 0 ? -upper : upper
  }

  /// `base` to the power `exponent`, for a base of at least 0.
  static func power(_ base: Double, _ exponent: Double) -> Double {
    base <= 0 ? 0 : exp(exponent * log(base))
  }
}

extension Double {
  /// This many degrees in radians.
  var radians: Double { self * 0.017453292519943295 }
  /// This many radians in degrees.
  var degrees: Double { self * 57.29577951308232 }
}
