import CDocuments
import Readings

/// Decodes records of one CSV file. Belongs to one thread.
final class CSVDecoder {
  private let layout: CSVLayout
  private var batch = DocumentBatch()
  private var devices: [DeviceKey: UInt32] = [:]
  private var rows = 0
  private var extendedRow = [Double](repeating: 0, count: 9)

  init(layout: CSVLayout) { self.layout = layout }

  /// Decodes a run of records.
  ///
  /// - Returns: The batch, and how many records there were. Where the layout counts time, every
  ///   `measuredAt` is the number of the record within the run.
  func records(
    _ bytes: UnsafeRawBufferPointer, range: Range<Int>
  ) -> (batch: DocumentBatch, rows: Int) {
    batch = DocumentBatch()
    devices = [:]
    rows = 0
    var scanner = CSVScanner(bytes, range: range, separator: layout.separator)
    while scanner.advance() {
      batch.documentCount += 1
      if let reason = take(scanner) { reject(scanner, reason) }
      rows += 1
    }
    if batch.readings.extended.allSatisfy({ $0.allSatisfy { $0 == 0 } }) {
      batch.readings.extended = Array(repeating: [], count: extendedRow.count)
    }
    return (batch, rows)
  }

  private func reject(_ scanner: CSVScanner, _ reason: RejectedDocument.Reason) {
    let limit = DocumentDecoder.rejectedBodyLimit
    let range = scanner.recordRange.prefix(limit)
    let id = layout.documentID.flatMap { id in
      id < scanner.fields.count ? scanner.text(scanner.fields[id]) : nil
    }
    batch.rejected.append(
      RejectedDocument(
        documentID: id, reason: reason, body: scanner.text(range.startIndex..<range.endIndex)))
  }

  /// Sorts one record into its group, or tells why it is rejected.
  private func take(_ scanner: CSVScanner) -> RejectedDocument.Reason? {
    guard scanner.fields.count == layout.names.count else { return .invalidRow }
    guard let id = text(scanner, layout.deviceID) ?? layout.options.deviceID else {
      return .missingDeviceID
    }
    let type = text(scanner, layout.deviceType) ?? layout.options.deviceType ?? ""
    let columns = layout.byDeviceType[type] ?? layout.standard
    guard columns.acceleration.allSatisfy({ !scanner.fields[$0].range.isEmpty }) else {
      let event = text(scanner, layout.eventType) ?? "?"
      batch.otherEvents.append(
        OtherEvent(
          kind: "\(type.isEmpty ? "?" : type)/\(event)", contentHash: identity(scanner).hash64))
      return nil
    }
    let axes = columns.acceleration.compactMap { number(scanner, $0) }
    guard axes.count == 3 else { return .invalidAcceleration }
    switch instant(scanner, columns) {
    case .failure(let missing): return missing.reason
    case .success(let instant):
      append(scanner, columns, instant: instant, axes: axes, DeviceKey(type: type, id: id))
      return nil
    }
  }

  private func append(
    _ scanner: CSVScanner, _ columns: CSVLayout.Columns, instant: Int64, axes: [Double],
    _ device: DeviceKey
  ) {
    batch.deviceIndex.append(index(of: device))
    batch.readings.measuredAt.append(instant)
    batch.readings.documentHash.append(identity(scanner).hash32)
    batch.readings.accelerationX.append(axes[0] * columns.unit)
    batch.readings.accelerationY.append(axes[1] * columns.unit)
    batch.readings.accelerationZ.append(axes[2] * columns.unit)
    batch.readings.proximity.append(columns.proximity.flatMap { number(scanner, $0) } ?? .nan)
    batch.readings.light.append(columns.light.flatMap { number(scanner, $0) } ?? .nan)
    for (place, column) in columns.extended.enumerated() {
      batch.readings.extended[place].append(column.flatMap { number(scanner, $0) } ?? 0)
    }
  }

  private func index(of device: DeviceKey) -> UInt32 {
    if let known = devices[device] { return known }
    let number = UInt32(batch.devices.count)
    batch.devices.append(device)
    devices[device] = number
    return number
  }

  private struct Missing: Error { let reason: RejectedDocument.Reason }

  private func instant(
    _ scanner: CSVScanner, _ columns: CSVLayout.Columns
  ) -> Result<Int64, Missing> {
    if layout.countsTime { return .success(Int64(rows)) }
    var instant: Int64 = 0
    let cell = columns.timestamp.map { scanner.fields[$0] }
    if let cell, !cell.range.isEmpty {
      let isInstant = withCharacters(scanner, cell) { characters, count in
        var number = 0.0
        return cd_parse_timestamp(characters, count, &instant)
          || (cd_parse_number(characters, count, &number) && cd_instant_of_number(number, &instant))
      }
      if isInstant { return .success(instant) }
    }
    if let id = layout.documentID.map({ scanner.fields[$0] }),
      withCharacters(scanner, id, { cd_time_of_uuid($0, $1, &instant) })
    {
      return .success(instant)
    }
    let isEmpty = cell?.range.isEmpty ?? true
    return .failure(Missing(reason: isEmpty ? .missingTimestamp : .invalidTimestamp))
  }

  private func text(_ scanner: CSVScanner, _ column: Int?) -> String? {
    guard let column, !scanner.fields[column].range.isEmpty else { return nil }
    return scanner.text(scanner.fields[column])
  }

  private func number(_ scanner: CSVScanner, _ column: Int) -> Double? {
    var number = 0.0
    let isNumber = withCharacters(scanner, scanner.fields[column]) {
      cd_parse_number($0, $1, &number)
    }
    return isNumber ? number : nil
  }

  private func withCharacters<Value>(
    _ scanner: CSVScanner, _ field: CSVScanner.Field,
    _ body: (UnsafePointer<CChar>?, Int) -> Value
  ) -> Value {
    let bytes = scanner.bytes(of: field)
    return body(bytes.bindMemory(to: CChar.self).baseAddress, bytes.count)
  }

  /// Hashes of the `_id`, or of the content as of a JSON document with the same members.
  private func identity(_ scanner: CSVScanner) -> (hash32: UInt32, hash64: UInt64) {
    if let id = text(scanner, layout.documentID) {
      return withText(id) { (cd_hash32($0.bytes, $0.length), cd_hash64($0.bytes, $0.length)) }
    }
    var sum: UInt64 = 0
    for (column, field) in scanner.fields.enumerated() where !field.range.isEmpty {
      sum &+= withText(layout.names[column]) { name in
        if let number = number(scanner, column) { return cd_hash_number_member(name, number) }
        return withText(scanner.text(field)) { cd_hash_text_member(name, $0) }
      }
    }
    return (UInt32(truncatingIfNeeded: sum ^ sum >> 32), sum)
  }
}
