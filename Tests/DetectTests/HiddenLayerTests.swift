import Foundation
import Testing

@testable import Detect

/// The net's hidden layer against the library's tanh.
@Suite struct HiddenLayerTests {
  private func tanhs(of values: [Double]) -> [Double] {
    HiddenLayer.activations(of: values, units: 1).enumerated().filter { $0.offset % 2 == 0 }
      .map(\.element)
  }

  @Test func `no rows have no activations`() {
    #expect(HiddenLayer.activations(of: [], units: 3) == [])
  }

  @Test func `every row keeps its place and gets a bias behind it`() {
    let sums = (0..<15).map { Double($0) / 5 - 1.5 }
    let activations = HiddenLayer.activations(of: sums, units: 5)
    #expect(activations.count == 18)
    for row in 0..<3 {
      #expect(activations[row * 6 + 5] == 1)
      for unit in 0..<5 {
        #expect(abs(activations[row * 6 + unit] - tanh(sums[row * 5 + unit])) < 1e-15)
      }
    }
  }

  @Test func `tanh is that of the library to the last digits, at all sizes`() {
    var random = SplitMix(seed: 1)
    for _ in 0..<200 {
      let values = (0..<997).map { k -> Double in
        let size = k % 2 == 0 ? exp2(Double.random(in: -60...5, using: &random)) : 1
        return size * Double.random(in: -1...1, using: &random)
      }
      for (value, own) in zip(values, tanhs(of: values)) {
        let library = tanh(value)
        #expect(abs(own - library) <= 1e-15 * abs(library), "\(value)")
      }
    }
  }

  @Test func `tanh of nothing, of the largest values and of none`() {
    let large = [22, 1e300, .infinity]
    #expect(tanhs(of: large) == [1, 1, 1])
    #expect(tanhs(of: large.map(-)) == [-1, -1, -1])
    let zeros = tanhs(of: [0.0, -0.0, .leastNonzeroMagnitude])
    #expect(zeros == [0, 0, .leastNonzeroMagnitude])
    #expect(zeros[1].sign == .minus)
    #expect(tanhs(of: [.nan, 1])[0].isNaN)
  }
}
