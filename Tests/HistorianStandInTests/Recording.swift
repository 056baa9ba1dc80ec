import Foundation

/// One recorded request with its answer.
struct Exchange: Sendable, CustomStringConvertible {
  var file: String
  /// Place in the file, from 1.
  var number: Int
  /// What stands above the request.
  var comment: String
  var request: Message
  var answer: Message

  var description: String { "\(file) #\(number) \(request.start)" }
}

/// A request or an answer: first line, header lines, body without chunk framing.
struct Message: Sendable {
  var start: String
  var headers: [(name: String, value: String)]
  var body: String

  func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// The recordings under `fixtures/couchdb`.
enum Recordings {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "fixtures/couchdb")

  static func exchanges(_ file: String) throws -> [Exchange] {
    // Split as bytes: `\r\n` inside bodies must stay, and is one Character.
    let lines = try Data(contentsOf: folder.appending(path: file))
      .split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    var comment = ""
    var exchanges: [Exchange] = []
    for block in lines.split(separator: ">>> request", omittingEmptySubsequences: false) {
      var block = Array(block)
      let next = takeComment(&block)
      if block.contains(where: { $0.hasPrefix("<<< response") }) {
        exchanges.append(exchange(block, file, exchanges.count + 1, comment))
      }
      comment = next
    }
    return exchanges
  }

  /// The comment of the next request stands at the end of this one's lines.
  private static func takeComment(_ block: inout [String]) -> String {
    while block.last == "" { block.removeLast() }
    guard let last = block.last, last.hasPrefix("# ") else { return "" }
    block.removeLast()
    return String(last.dropFirst(2))
  }

  private static func exchange(
    _ lines: [String], _ file: String, _ number: Int, _ comment: String
  ) -> Exchange {
    let split = lines.firstIndex { $0.hasPrefix("<<< response") } ?? lines.endIndex
    var answer = message(Array(lines[(split + 1)...]))
    if lines[split].contains("chunk framing left in") {
      answer.body = dechunked(answer.body)
    }
    return Exchange(
      file: file, number: number, comment: comment, request: message(Array(lines[..<split])),
      answer: answer)
  }

  private static func message(_ lines: [String]) -> Message {
    let end = lines.dropFirst().firstIndex(of: "") ?? lines.endIndex
    var body = lines.suffix(from: min(end + 1, lines.endIndex))
    if body.first == "# (body below is de-chunked)" { body = body.dropFirst() }
    let headers = lines[1..<end].map { line in
      let parts = line.split(separator: ":", maxSplits: 1)
      return (name: String(parts[0]), value: parts[1].trimmingCharacters(in: .whitespaces))
    }
    return Message(start: lines[0], headers: headers, body: body.joined(separator: "\n"))
  }

  /// Drops the lines of chunk sizes from a body whose `\r\n` became `\n`.
  private static func dechunked(_ body: String) -> String {
    body.components(separatedBy: "\n").filter { $0.wholeMatch(of: /[0-9a-f]{1,4}/) == nil }
      .joined(separator: "\n")
  }
}
