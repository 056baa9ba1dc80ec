import Foundation

/// A small file that is read as a whole.
enum InputFile {
  /// - Parameter path: `-` for standard input.
  /// - Throws: `Failure`: no such file, or one that cannot be read.
  static func bytes(of path: String) throws -> [UInt8] {
    if path == "-" { return Array(FileHandle.standardInput.readDataToEndOfFile()) }
    guard FileManager.default.fileExists(atPath: path) else {
      throw Failure(.notFound, "no such file: \(path)", advice: "check the name")
    }
    guard let file = FileHandle(forReadingAtPath: path), let data = try? file.readToEnd() ?? Data()
    else {
      throw Failure(.badData, "cannot read \(path)", advice: "check that it is a file to be read")
    }
    return Array(data)
  }

  /// What the user calls it.
  static func name(of path: String) -> String { path == "-" ? "standard input" : path }
}
