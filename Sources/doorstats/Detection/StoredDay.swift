import Detect
import Foundation
import Readings
import Store

/// A device-day as detection sees it: its readings with those of the margins. Detecting, detecting
/// again and explaining all begin with it.
struct StoredDay {
  static let length: Int64 = 86_400_000

  let day: Interval
  private(set) var readings: ReadingColumns<Float>

  /// - Parameter start: Start of the UTC day [ms UTC].
  init(start: Int64, device: Device.ID, in store: Store) throws {
    if let problem = LinearAlgebra.loadingProblem {
      throw Failure(
        .unreachable, "OpenBLAS cannot be loaded: \(problem)",
        advice: "install it: apt-get install libopenblas0")
    }
    day = Interval(start: start, end: start + Self.length)
    readings = try store.readings(
      of: device,
      in: Interval(start: day.start - Detector.margin, end: day.end + Detector.margin))
  }

  /// Measures the day in its readings' own memory; the readings are gone afterwards.
  mutating func measured(by detector: Detector) -> MeasuredDay {
    var taken = ReadingColumns<Float>()
    swap(&taken, &readings)
    return detector.measured(taken, within: day)
  }

  /// The state that a day begins with, as the detector wrote it; `nil` for a device's first day.
  ///
  /// After decided days it may be another version's: where it means nothing, detection begins anew.
  static func state(_ text: String?) -> DetectorState? {
    text.flatMap { try? JSONDecoder().decode(DetectorState.self, from: Data($0.utf8)) }
  }
}
