/// What a CSV file does not tell by itself.
public struct CSVOptions: Hashable, Sendable {
  /// Device of rows without a device column or with an empty one.
  public var deviceID: String?
  public var deviceType: String?
  /// When the first row was measured [ms UTC], for files without a time column.
  public var startMilliseconds: Int64?
  /// Rows a second, for files without a time column.
  public var readingsPerSecond: Double?

  public init(
    deviceID: String? = nil, deviceType: String? = nil, startMilliseconds: Int64? = nil,
    readingsPerSecond: Double? = nil
  ) {
    self.deviceID = deviceID
    self.deviceType = deviceType
    self.startMilliseconds = startMilliseconds
    self.readingsPerSecond = readingsPerSecond
  }

  /// When row `ordinal` (0, 1, …) was measured [ms UTC], to the nearest millisecond; `nil` where
  /// start or rate are not given, or lead beyond every calendar.
  public func instant(ofRow ordinal: Int) -> Int64? {
    guard let startMilliseconds, let readingsPerSecond, readingsPerSecond > 0 else { return nil }
    let offset = (Double(ordinal) * 1000 / readingsPerSecond).rounded()
    return Int64(exactly: offset).flatMap { offset in
      let (instant, overflow) = startMilliseconds.addingReportingOverflow(offset)
      return overflow ? nil : instant
    }
  }
}
