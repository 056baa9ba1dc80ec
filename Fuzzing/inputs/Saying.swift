import Foundation

/// Prints a line at once, so that those of several processes stand in their order.
func say(_ line: String) {
  FileHandle.standardOutput.write(Data("\(line)\n".utf8))
}
