import Detect
import Foundation
import Readings
import Store

/// A device-day as detection sees it: its readings with those of the margins, and the state that the
/// day before left. Detecting, detecting again and explaining all begin with it.
struct StoredDay {
  static let length: Int64 = 86_400_000

  let day: Interval
  let readings: ReadingColumns<Float>
  let carried: DetectorState?

  /// - Parameters:
  ///   - start: Start of the UTC day [ms UTC].
  ///   - stateBefore: The state as the detector wrote it, or `nil` for a device's first day.
  init(start: Int64, device: Device.ID, stateBefore: String?, in store: Store) throws {
    if let problem = LinearAlgebra.loadingProblem {
      throw Failure(
        .unreachable, "OpenBLAS cannot be loaded: \(problem)",
        advice: "install it: apt-get install libopenblas0")
    }
    day = Interval(start: start, end: start + Self.length)
    readings = try store.readings(
      of: device,
      in: Interval(start: day.start - Detector.margin, end: day.end + Detector.margin))
    // After decided days it may be another version's: where it means nothing, detection begins anew.
    carried = stateBefore.flatMap {
      try? JSONDecoder().decode(DetectorState.self, from: Data($0.utf8))
    }
  }

  func detection(by detector: Detector) -> Detection {
    detector.detection(of: readings, within: day, carried: carried)
  }
}
