import ArgumentParser
import Foundation

/// For those who package the program.
struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Write files for packages of doorstats.",
    shouldDisplay: false,
    subcommands: [Manual.self])

  struct Manual: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "manual",
      abstract: "Write the manual pages, doorstats.1 and one a command.",
      discussion: """
        EXAMPLES
          doorstats generate manual build/man

        Made of the command definitions. SOURCE_DATE_EPOCH gives their date, so that the
        same version gives the same bytes.
        """)

    @Argument(help: "Folder for the pages; made where needed.") var directory: String

    func run() throws {
      do {
        try FileManager.default.createDirectory(
          atPath: directory, withIntermediateDirectories: true)
      } catch {
        throw Failure(
          .cannotCreate, "cannot make the folder \(directory)", advice: "check its permissions")
      }
      for page in ManualPages(tree: try .ofProgram(), date: Self.date).all {
        let file = try ResultFile(path: directory + "/" + page.fileName)
        try file.write(page.text)
        try file.finish()
      }
    }

    private static var date: String {
      let epoch = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"].flatMap(Double.init)
      let formatter = DateFormatter()
      formatter.locale = Locale(identifier: "en_US_POSIX")
      formatter.timeZone = TimeZone(identifier: "UTC")
      formatter.dateFormat = "MMMM d, yyyy"
      return formatter.string(from: epoch.map(Date.init(timeIntervalSince1970:)) ?? Date())
    }
  }
}
