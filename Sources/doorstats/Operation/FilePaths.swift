import Foundation

/// Questions about paths.
enum FilePaths {
  /// Whether two paths lead to one file.
  static func areSame(_ left: String, _ right: String) -> Bool {
    var (first, second) = (stat(), stat())
    guard stat(left, &first) == 0, stat(right, &second) == 0 else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  /// Where a file has to be put to be found at a path: the end of its symbolic links, so that the
  /// links stay, also where no file is there yet.
  ///
  /// - Throws: `Failure` where something stands there that is no file, such as a folder or a device,
  ///   or where links lead in a circle.
  static func placeOfFile(_ path: String) throws -> String {
    var facts = stat()
    guard stat(path, &facts) == 0 else {
      if errno == ELOOP {
        throw Failure(
          .cannotCreate, "cannot write \(path): its links lead in a circle", advice: "name a file")
      }
      return endOfLinks(path)
    }
    switch facts.st_mode & S_IFMT {
    case S_IFREG: return resolved(path)
    case S_IFDIR:
      throw Failure(
        .cannotCreate, "cannot write \(path): it is a folder", advice: "name a file in it")
    default:
      throw Failure(.cannotCreate, "cannot write \(path): it is no file", advice: "name a file")
    }
  }

  /// Whether something is there that is written to and not replaced: a device, a pipe.
  static func isDevice(_ path: String) -> Bool {
    var facts = stat()
    guard stat(path, &facts) == 0 else { return false }
    return facts.st_mode & S_IFMT != S_IFREG && facts.st_mode & S_IFMT != S_IFDIR
  }

  /// What a link to a file that is not there leads to, from link to link; a path that is no link is
  /// its own end.
  private static func endOfLinks(_ path: String) -> String {
    var end = path
    while let target = try? FileManager.default.destinationOfSymbolicLink(atPath: end) {
      end = target.hasPrefix("/") ? target : folder(of: end) + "/" + target
    }
    guard end != path, let name = end.split(separator: "/").last else { return path }
    // In a folder without links `..` means what it says.
    return resolved(folder(of: end)) + "/" + name
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
}
