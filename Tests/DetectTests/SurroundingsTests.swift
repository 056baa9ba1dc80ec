import Foundation
import Testing

@testable import Detect

/// What else moves nearby.
@Suite struct SurroundingsTests {
  /// Movements of two seconds each, so many seconds apart.
  private func around(_ smoothness: [Double], apart: Int64) -> [Surroundings] {
    let starts = smoothness.indices.map { Int64($0) * (2 + apart) * 1000 }
    return Surroundings.around(
      starts: starts, ends: starts.map { $0 + 2000 }, smoothness: smoothness)
  }

  @Test func `a movement alone has nothing around it`() {
    #expect(around([0.1], apart: 1) == [Surroundings()])
    #expect(
      around([0.1, 0.1, 0.9], apart: 11) == [Surroundings](repeating: Surroundings(), count: 3))
  }

  @Test func `neighbours count by their time, the movement itself does not`() {
    let around = around([-1, 2, -1], apart: 2)
    // 2.4 s each; the outer ones are 6 s apart.
    #expect(abs(exp(around[1].logRough) - 0.5 - 4.8) < 0.01)
    #expect(abs(exp(around[1].logSmooth) - 0.5) < 0.01)
    #expect(abs(exp(around[0].logRough) - 0.5 - 2.4) < 0.01)
    #expect(abs(exp(around[0].logSmooth) - 0.5 - 2.4) < 0.01)
    #expect(around[0] == around[2])
  }

  @Test func `a slow twin agrees`() {
    var random = SplitMix(seed: 3)
    var (starts, ends, smoothness): ([Int64], [Int64], [Double]) = ([], [], [])
    var time: Int64 = 0
    for _ in 0..<300 {
      time += Int64.random(in: 1100...9000, using: &random)
      starts.append(time)
      time += Int64.random(in: 1...14_000, using: &random)
      ends.append(time)
      smoothness.append(Double.random(in: -1...1, using: &random))
    }
    let around = Surroundings.around(starts: starts, ends: ends, smoothness: smoothness)
    for i in starts.indices {
      var (rough, smooth) = (0.5, 0.5)
      for k in starts.indices where k != i {
        let gap = k < i ? starts[i] - ends[k] : starts[k] - ends[i]
        guard gap <= 10_000 else { continue }
        let seconds = min(10, 0.4 + Double(ends[k] - starts[k]) / 1000)
        let share = 1 / (1 + exp((smoothness[k] - 0.4) / 0.1))
        rough += seconds * share
        smooth += seconds * (1 - share)
      }
      #expect(abs(around[i].logRough - log(rough)) < 1e-9)
      #expect(abs(around[i].logSmooth - log(smooth)) < 1e-9)
    }
  }
}
