import Foundation

/// Questions about paths.
enum FilePaths {
  /// Whether two paths lead to one file.
  static func areSame(_ left: String, _ right: String) -> Bool {
    var (first, second) = (stat(), stat())
    guard stat(left, &first) == 0, stat(right, &second) == 0 else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }
}
