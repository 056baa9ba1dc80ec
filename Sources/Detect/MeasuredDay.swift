import Readings

/// One stretch of a device with everything measured of it and nothing decided.
///
/// Measuring looks at every reading and at nothing but the stretch and its margins, so stretches can
/// be measured side by side, in any order. Deciding knows only the movements, takes a hundredth of
/// the time, and needs what the stretch before left: it goes in order.
public struct MeasuredDay: Sendable {
  private let day: Interval
  private let analysis: DayAnalysis

  fileprivate init(_ analysis: DayAnalysis, day: Interval) {
    self.analysis = analysis.withoutColumns
    self.day = day
  }

  /// The same as `Detector.detection(of:within:carried:)` of the readings that were measured.
  public func detection(carried: DetectorState?) -> Detection {
    Detector.detection(of: analysis, within: day, carried: carried)
  }
}

extension Detector {
  /// The first part of a detection: everything but the decision. Works in the readings' own memory
  /// where nobody else holds them.
  ///
  /// - Parameters: as those of `detection(of:within:carried:)`.
  public func measured(
    _ readings: consuming ReadingColumns<Float>, within day: Interval
  ) -> MeasuredDay {
    MeasuredDay(
      DayAnalysis(
        of: readings, within: day, margin: Self.margin, sensitivity: settings.usableSensitivity),
      day: day)
  }
}
