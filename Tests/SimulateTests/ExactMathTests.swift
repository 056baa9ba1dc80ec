import Foundation
import Testing

@testable import Simulate

@Suite("Exact mathematics")
struct ExactMathTests {
  static let angles = stride(from: -2000.0, through: 2000, by: 0.37)

  @Test("Sine and cosine agree with the system's to 1e-12")
  func sineAndCosine() {
    for angle in Self.angles {
      let (sine, cosine) = ExactMath.sineCosine(angle)
      #expect(abs(sine - sin(angle)) < 1e-12)
      #expect(abs(cosine - cos(angle)) < 1e-12)
    }
  }

  @Test("Exponential and logarithm agree with the system's, at the edges too")
  func exponential() {
    for x in stride(from: -690.0, through: 690, by: 1.7) {
      #expect(abs(ExactMath.exp(x) / Foundation.exp(x) - 1) < 1e-13)
    }
    for x in [1e-300, 1e-9, 0.5, 1, 1.4142135623730951, 2, 10, 1e300] {
      #expect(abs(ExactMath.log(x) - Foundation.log(x)) <= 1e-13 * max(1, abs(Foundation.log(x))))
    }
    #expect(ExactMath.exp(-800) == 0)
    #expect(ExactMath.exp(800) == .infinity)
    #expect(ExactMath.power(0, 2) == 0)
    #expect(abs(ExactMath.power(3, 2.5) - pow(3, 2.5)) < 1e-12)
  }

  @Test("The arc tangent agrees with the system's in every quadrant")
  func arctangent() {
    for angle in stride(from: -3.14, through: 3.14, by: 0.01) {
      let found = ExactMath.arctangent(sin(angle) * 3, cos(angle) * 3)
      #expect(abs(found - angle) < 1e-11)
    }
    #expect(ExactMath.arctangent(0, 0) == 0)
  }
}

@Suite("Random numbers")
struct RandomSourceTests {
  @Test("The generator is xoshiro256**, by its published first numbers")
  func publishedNumbers() {
    var random = RandomSource(state: (1, 2, 3, 4))
    let first = (0..<5).map { _ in random.next() }
    #expect(
      first == [11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360])
  }

  @Test("Equal keys give equal numbers, different keys others")
  func keys() {
    var a = RandomSource(seed: 1, purpose: .plan, day: 5)
    var b = RandomSource(seed: 1, purpose: .plan, day: 5)
    var others = [
      RandomSource(seed: 2, purpose: .plan, day: 5), RandomSource(seed: 1, purpose: .noise, day: 5),
      RandomSource(seed: 1, purpose: .plan, day: 6),
      RandomSource(seed: 1, purpose: .plan, day: 5, index: 1),
    ]
    let first = a.next()
    #expect(first == b.next())
    for index in others.indices { #expect(others[index].next() != first) }
  }

  @Test("Normal numbers follow the normal distribution")
  func normalNumbers() {
    for z in stride(from: -6.0, through: 6, by: 0.05) {
      let probability = 0.5 * erfc(-z / 2.0.squareRoot())
      guard probability < 1 - 1e-9 else { continue }
      #expect(abs(NormalQuantile.value(at: probability) - z) < 1e-6 * max(1, abs(z)))
    }
    var random = RandomSource(seed: 3, purpose: .noise)
    let numbers = (0..<100_000).map { _ in random.normal() }
    #expect(abs(mean(numbers)) < 0.015)
    #expect(abs(deviation(numbers) - 1) < 0.01)
  }

  @Test("Poisson counts have their mean, small and large", arguments: [0.0, 0.3, 4, 55])
  func poisson(expected: Double) {
    var random = RandomSource(seed: 4, purpose: .plan)
    let counts = (0..<5000).map { _ in Double(random.poisson(mean: expected)) }
    #expect(abs(mean(counts) - expected) <= 4 * (expected / 5000).squareRoot())
  }

  @Test("Slow noise has no seams and unit size")
  func slowNoise() {
    let noise = SlowNoise(seed: 9, purpose: .drift, knotSeconds: 3000, index: 0)
    let course = (0..<20_000).map { noise.value(at: 1.6e9 + Double($0) * 30) }
    let steps = zip(course, course.dropFirst()).map { abs($0 - $1) }
    #expect(steps.max()! < 0.1)
    #expect((0.8...1.2).contains(deviation(course)))
  }
}
