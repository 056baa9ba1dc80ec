import Readings
import TestSupport
import Testing

@testable import Store

@Suite struct SegmentTests {
  @Test func `an hour starts where it should, also before 1970`() {
    #expect(Segment.start(ofHourContaining: 0) == 0)
    #expect(Segment.start(ofHourContaining: 3_599_999) == 0)
    #expect(Segment.start(ofHourContaining: 3_600_000) == 3_600_000)
    #expect(Segment.start(ofHourContaining: -1) == -3_600_000)
    #expect(Segment.start(ofHourContaining: -3_600_000) == -3_600_000)
  }

  @Test func `a column that never changes is one run, an absent one nothing`() {
    let steady = Array(repeating: 5.0, count: 1000)
    #expect(SegmentBlobs.runLengthEncoded(steady, valueBytes: 4)?.count == 8)
    #expect(SegmentBlobs.runLengthEncoded([.nan, .nan], valueBytes: 4) == nil)
  }

  @Test func `a column that changes at every reading stays plain`() {
    let restless = (0..<100).map(Double.init)
    #expect(SegmentBlobs.runLengthEncoded(restless, valueBytes: 4)?.count == 400)
  }

  @Test func `every column comes back as it was`() throws {
    for (count, seed) in zip([1, 2, 3, 10, 257], UInt64(1)...) {
      var generator = SeededGenerator(seed: seed)
      var values = (0..<count).map { _ in
        [0, -0.0, 1, 0.1, .nan][Int.random(in: 0..<5, using: &generator)]
      }
      values.append(7)
      let blob = try #require(SegmentBlobs.runLengthEncoded(values, valueBytes: 8))
      var back: [Double] = []
      let whole = blob.withUnsafeBytes {
        SegmentBlobs.append($0, valueBytes: 8, count: values.count, to: &back)
      }
      #expect(whole)
      #expect(back.map(\.bitPattern) == values.map(\.bitPattern))
    }
  }

  @Test func `bytes that do not hold the count are refused`() {
    var back: [Float] = []
    for size in [0, 1, 7, 9, 15, 17, 400] {
      let blob = [UInt8](repeating: 1, count: size)
      let whole = blob.withUnsafeBytes {
        SegmentBlobs.append($0, valueBytes: 4, count: 3, to: &back)
      }
      #expect(!whole, "\(size) bytes")
    }
  }

  @Test func `values that a float32 cannot hold are kept as float64`() {
    #expect(SegmentBlobs.areFloat32([0, -1.5, Double(Float(0.1)), .nan, .infinity]))
    #expect(!SegmentBlobs.areFloat32([0.1]))
    #expect(!SegmentBlobs.areFloat32([1e300]))
  }
}
