import Readings

/// One hour of gathered readings as it will be written.
struct PreparedHour: Sendable {
  /// The readings that the store does not hold yet; `nil` where it holds them all.
  let segment: EncodedSegment?
  /// Indices, in the gathering, of the readings that are repeats.
  let repeats: [Int]

  /// - Parameters:
  ///   - keys: The hour's readings, sorted.
  ///   - readings: All that were gathered.
  ///   - stored: What the store holds of the hour.
  init(
    _ keys: [GatheredHours.Key], of readings: ReadingColumns<Double>, stored: StoredHour,
    device: Device.ID, start: Int64
  ) {
    var kept: [Int] = []
    kept.reserveCapacity(keys.count)
    var repeats: [Int] = []
    var previous: UInt64?
    for key in keys {
      if key.identity == previous || stored.contains(key.identity) {
        repeats.append(Int(key.index))
      } else {
        kept.append(Int(key.index))
      }
      previous = key.identity
    }
    self.repeats = repeats
    segment =
      kept.isEmpty
      ? nil
      : EncodedSegment(
        Segment(device: device, start: start, readings: readings.selected(kept)))
  }
}
