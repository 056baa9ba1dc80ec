import Readings
import Testing

@testable import Detect

@Suite struct SmoothnessTests {
  private func readings(_ values: [Double]) -> [SIMD3<Double>] {
    values.map { SIMD3(0.6 * $0, -0.8 * $0, 0) }
  }

  /// Straight from the definition, with an array a part.
  private func twin(_ readings: [SIMD3<Double>], core: Range<Int>) -> (whole: Double, part: Double)
  {
    func size(_ v: SIMD3<Double>) -> Double { (v.x * v.x + v.y * v.y + v.z * v.z).squareRoot() }
    let sizes = readings[core].map(size).sorted()
    let median = sizes[sizes.count / 2]
    let capped = readings.map { size($0) > 2 * median ? $0 * (2 * median / size($0)) : $0 }
    func correlation(_ part: [SIMD3<Double>]) -> Double {
      var (lagged, squares) = (0.0, 0.0)
      for i in part.indices {
        squares += size(part[i]) * size(part[i])
        if i > 0 { lagged += (part[i] * part[i - 1]).sum() }
      }
      return squares > 0 ? lagged / squares : 0
    }
    var best = -1.0
    for start in 0...max(0, capped.count - 10) {
      let part = Array(capped[start..<min(capped.count, start + 10)])
      let squares = part.reduce(0) { $0 + size($1) * size($1) }
      if squares >= 0.25 * median * median * Double(part.count) {
        best = max(best, correlation(part))
      }
    }
    return (correlation(Array(capped[core])), best)
  }

  @Test(arguments: 1...30 as ClosedRange<UInt64>) func `it is what its definition says`(
    seed: UInt64
  ) {
    var random = SplitMix(seed: seed)
    var last = SIMD3<Double>.zero
    let memory = Double.random(in: 0...0.95, using: &random)
    let readings = (0..<Int.random(in: 4...60, using: &random)).map { _ in
      let push = SIMD3(
        Double(random.normal()), Double(random.normal()), Double(random.normal()))
      let strength: Double = Int.random(in: 0..<10, using: &random) == 0 ? 20 : 1
      last = memory * last + strength * push
      return last
    }
    let core = 1..<readings.count - 1
    let smoothness = Smoothness(of: readings, core: core)
    let expected = twin(readings, core: core)
    #expect(abs(smoothness.whole - expected.whole) < 0.01)
    #expect(abs(smoothness.smoothestPart - expected.part) < 0.01)
  }

  @Test func `a swing that ends in a slam was smooth before`() {
    let swing = (0..<15).map { Double($0) / 3 }.map { $0 < 2.5 ? 1.0 : -1.0 }
    let slam = [9.0, -8, 7, -5, 4, -3, 2, -2, 1.5, -1, 1, -1]
    let smoothness = Smoothness(of: readings(swing + slam), core: 0..<27)
    #expect(smoothness.whole < 0.3)
    #expect(smoothness.smoothestPart > 0.65)
  }

  @Test func `knocks have no smooth part`() {
    let knocks = (0..<50).map { [3.0, -0.5, 0.2, -4, 0.7][$0 % 5] }
    let smoothness = Smoothness(of: readings(knocks), core: 0..<50)
    let isRowOfKnocks = { (seconds: Double, push: Double) in
      Smoothness.isRowOfKnocks(
        seconds: seconds, whole: smoothness.whole, smoothestPart: smoothness.smoothestPart,
        push: push)
    }
    #expect(isRowOfKnocks(10, 0.3))
    #expect(!isRowOfKnocks(5, 0.3))
    #expect(!isRowOfKnocks(10, 0.5))
  }

  @Test func `one reading is neither smooth nor rough`() {
    let smoothness = Smoothness(of: readings([1]), core: 0..<1)
    #expect(smoothness.whole == 0 && smoothness.smoothestPart == 0)
  }
}
