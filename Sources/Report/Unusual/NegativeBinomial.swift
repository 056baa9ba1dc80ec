import Foundation

/// Counts that vary more than Poisson's: mean `mean`, variance mean + mean²/`size`.
struct NegativeBinomial {
  var size: Double
  var mean: Double

  /// Logarithm of the probability of `count`.
  func logProbability(of count: Int) -> Double {
    let k = Double(count)
    return lgamma(k + size) - lgamma(size) - lgamma(k + 1) + size * log(size / (size + mean))
      + k * log(mean / (size + mean))
  }

  /// The probabilities of 0…`highest`, each from the one before.
  func probabilities(upTo highest: Int) -> [Double] {
    let share = mean / (size + mean)
    var values = [pow(size / (size + mean), size)]
    values.reserveCapacity(highest + 1)
    for k in 0..<highest {
      values.append(values[k] * (Double(k) + size) / Double(k + 1) * share)
    }
    return values
  }

  /// Logarithm of the probability that this and an independent `other` add up to `count`.
  ///
  /// - Complexity: O(*count*).
  func logProbability(ofSum count: Int, with other: NegativeBinomial) -> Double {
    let own = probabilities(upTo: count)
    let added = other.probabilities(upTo: count)
    var sum = 0.0
    for k in 0...count { sum += own[k] * added[count - k] }
    return log(max(sum, 1e-300))
  }
}
