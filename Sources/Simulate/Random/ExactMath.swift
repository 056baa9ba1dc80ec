/// Elementary functions made of `+ − × ÷` and square root alone.
///
/// IEEE 754 fixes the result of those to the last bit on every machine, while the system's `sin`,
/// `exp` and `log` may differ in the last place from one processor to the next. A simulated day
/// must have the same bytes everywhere. Relative error below 1e-14 in the ranges used here.
enum ExactMath {
  static let ln2High = 0x1.62e42feep-1
  static let ln2Low = 0x1.a39ef35793c76p-33

  /// Natural exponential; 0 below −700 and infinite above 709.
  static func exp(_ x: Double) -> Double {
    if x < -700 { return 0 }
    if x > 709 { return .infinity }
    let power = (x * 0x1.71547652b82fep0).rounded()
    let rest = (x - power * ln2High) - power * ln2Low
    var sum = 1.0
    for divisor in stride(from: 13.0, through: 1, by: -1) { sum = 1 + rest / divisor * sum }
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
    var sum = 0.0
    for divisor in stride(from: 23.0, through: 1, by: -2) { sum = sum * square + 1 / divisor }
    return 2 * ratio * sum + Double(exponent) * 0.6931471805599453
  }

  /// Sine and cosine of an angle in radians, for angles up to some millions.
  static func sineCosine(_ x: Double) -> (sine: Double, cosine: Double) {
    let quarter = (x * 0.6366197723675814).rounded()
    let rest = (x - quarter * 0x1.921fb544p0) - quarter * 0x1.0b4611a626331p-34
    let square = rest * rest
    var sine = 1.0
    var cosine = 1.0
    for step in stride(from: 16.0, through: 2, by: -2) {
      sine = 1 - square / (step * (step + 1)) * sine
      cosine = 1 - square / (step * (step - 1)) * cosine
    }
    sine *= rest
    switch Int(quarter) & 3 {
    case 0: return (sine, cosine)
    case 1: return (cosine, -sine)
    case 2: return (-sine, -cosine)
    default: return (-cosine, sine)
    }
  }

  static func sine(_ x: Double) -> Double { sineCosine(x).sine }
  static func cosine(_ x: Double) -> Double { sineCosine(x).cosine }

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
