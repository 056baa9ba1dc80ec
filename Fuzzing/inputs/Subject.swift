import Foundation

/// Something that reads bytes of others.
protocol Subject {
  /// Whole inputs to begin with.
  var seeds: [[UInt8]] { get }
  var words: [String] { get }

  /// Reads an input.
  ///
  /// - Returns: What is wrong with how it was read, or `nil`. Errors of the input are not wrong.
  func problem(with input: [UInt8]) throws -> String?
}

/// What can be fuzzed, each with its share of the inputs.
enum SubjectKind: String, CaseIterable {
  case csv, saved, values, configuration, store

  /// Inputs of the store cost a thousand times those of a text.
  var share: Double {
    switch self {
    case .csv: 0.3
    case .saved: 0.3
    case .values: 0.2
    case .configuration: 0.15
    case .store: 0.05
    }
  }

  func subject(in folder: URL) throws -> any Subject {
    switch self {
    case .csv: SavedFileSubject(folder: folder, isTable: true)
    case .saved: SavedFileSubject(folder: folder, isTable: false)
    case .values: try ValuesSubject()
    case .configuration: ConfigurationSubject(folder: folder)
    case .store: try StoreSubject(folder: folder)
    }
  }
}
