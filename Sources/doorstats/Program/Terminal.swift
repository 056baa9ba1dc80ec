import Foundation

/// What the program may do on the terminal it runs in, if it runs in one.
struct Terminal {
  var environment = ProcessInfo.processInfo.environment

  var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }
  private var isDumb: Bool { environment["TERM"] == "dumb" }

  /// Columns: `COLUMNS`, else what the terminal says, else 80.
  var width: Int {
    if let columns = environment["COLUMNS"].flatMap(Int.init), columns > 0 { return columns }
    var size = winsize()
    if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
      return Int(size.ws_col)
    }
    return 80
  }

  /// Whether the locale promises more than ASCII.
  var isASCII: Bool {
    let locale =
      ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    return locale == "C" || locale == "POSIX"
  }

  /// Whether colour is wanted where nobody said `--color`.
  var wantsColor: Bool {
    if let no = environment["NO_COLOR"], !no.isEmpty { return false }
    if let force = environment["FORCE_COLOR"], !force.isEmpty, force != "0" { return true }
    return isOutputTerminal && !isDumb
  }

  /// Whether a line on standard error may be drawn over itself.
  var canShowProgress: Bool { isErrorTerminal && !isDumb }
}
