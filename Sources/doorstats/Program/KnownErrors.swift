import Foundation
import Ingest
import Readings
import Report
import Store

extension Failure {
  /// The one place where errors of the parts become exit codes and advice; `nil` for errors that
  /// are not known here.
  init?(describing error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as StoreError: self.init(error)
    case let error as SavedFileError: self.init(error)
    case let error as FieldMapping.ArgumentError: self.init(.usage, "\(error)")
    case let error as HistorianError: self.init(error.status, "\(error)")
    case let error as UnknownTimeZone: self.init(.usage, "\(error)")
    case let error as RangeError: self.init(.usage, "\(error)")
    case let error as WeekError: self.init(.usage, "\(error)")
    case let error as TimeExpressionError: self.init(.usage, "\(error)")
    default: return nil
    }
  }

  private init(_ error: StoreError) {
    switch error {
    case .notFound(let path):
      self.init(
        .notFound, "no store at \(path)",
        advice: "fill one with 'doorstats pull' or 'doorstats import', or name another with --store"
      )
    case .corrupt(let path, let detail):
      self.init(
        .badData, "the store is damaged: \(path): \(detail)",
        advice: "put a backup in its place, or move it away and pull again")
    case .notAStore(let path):
      self.init(
        .badData, "not a doorstats store but another program's database: \(path)",
        advice: "name another file with --store")
    case .tooNew(let path, let version, let supported):
      self.init(
        .badData,
        "the store was written by a newer doorstats: \(path): version \(version), "
          + "this one knows \(supported)", advice: "update doorstats")
    case .locked(let path):
      self.init(
        .tryAgain, "another doorstats is writing to the store: \(path)",
        advice: "try again when it is done")
    case .cannotCreate(let path, let detail):
      self.init(
        .cannotCreate, "cannot write \(path): \(detail)",
        advice: "check the folder and its permissions, or name another file")
    case .inputOutput(let path, let detail):
      self.init(
        .inputOutput, "cannot read or write the store: \(path): \(detail)",
        advice: "free some space or check the disk, then run the same command again")
    case .corruptSegment(let device, let start, let detail):
      self.init(
        .badData, "damaged readings in the store: device \(device), hour \(start): \(detail)",
        advice: "put a backup in its place, or move it away and pull again")
    }
  }

  private init(_ error: SavedFileError) {
    let status: ExitStatus
    switch error {
    case .noSuchFile: status = .notFound
    case .missingColumns, .missingDevice, .missingTime: status = .usage
    case .cancelled:
      self = Interruption.failure
      return
    default: status = .badData
    }
    self.init(status, "\(error)")
  }
}

extension HistorianError {
  fileprivate var status: ExitStatus {
    switch kind {
    case .usage: .usage
    case .notFound: .notFound
    case .unreachable: .unreachable
    case .temporary: .tryAgain
    case .nonsense: .nonsense
    case .credentials: .credentials
    case .configuration: .configuration
    }
  }
}
