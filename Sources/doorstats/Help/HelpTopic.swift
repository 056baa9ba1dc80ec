/// Something to read that belongs to no single command: `doorstats help TOPIC`.
///
/// The same text is a section of doorstats(1).
struct HelpTopic {
  let name: String
  /// What it is about, in a few words.
  let abstract: String
  /// At most 78 columns; lines that begin with two spaces stand as they are.
  let text: String

  static let all = [
    exitCodes, time, credentials, files, configuration, detection, observedTime, cron,
  ]

  static func named(_ name: String) -> HelpTopic? { all.first { $0.name == name } }

  /// What is printed.
  func page(isASCII: Bool) -> String {
    let page = "\(name): \(abstract)\n\n\(text)\n"
    return isASCII ? page.replacing("…", with: "...").replacing("·", with: "-") : page
  }

  /// A line for each topic, for the help of the program.
  static var list: String {
    let width = all.map(\.name.count).max() ?? 0
    return all.map { topic in
      "  " + topic.name + String(repeating: " ", count: width - topic.name.count + 2)
        + topic.abstract
    }.joined(separator: "\n")
  }
}
