import ChildProcesses
import Foundation
import Readings
import Store
import TestSupport
import Testing

/// Runs the snippet of docs/store.md, as it stands there, on a real store.
@Suite struct NumPyTests {
  private static let documentation = URL(fileURLWithPath: Fixtures.path("../docs/store.md"))

  private static func snippet() throws -> String {
    let text = try String(contentsOf: documentation, encoding: .utf8)
    let start = try #require(text.range(of: "```python\n"))
    let end = try #require(text.range(of: "```", range: start.upperBound..<text.endIndex))
    return String(text[start.upperBound..<end.lowerBound])
  }

  private static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    var command = ChildProcess.Command("/usr/bin/env", ["python3"] + arguments)
    command.error = .null
    let (output, ending) = try ChildProcess.output(of: command)
    return (ending.status, String(decoding: output, as: UTF8.self))
  }

  @Test(
    .enabled(
      "Python 3 with NumPy is not here: the snippet of docs/store.md is NOT checked",
      { (try? run(["-c", "import numpy"]).status) == 0 }))
  func `the documented snippet reads what was stored`() throws {
    let directory = try WorkDirectory()
    let path = directory.file("s.sqlite")
    var options = RandomReadings.Options()
    options.count = 20_000
    let columns = RandomReadings.sorted(RandomReadings.columns(options, seed: 4))
    do {
      let store = try Store(path: path, access: .write)
      let bucket = try store.bucket(historian: "file", name: "a").id
      let intake = Intake(store: store)
      intake.add(RandomReadings.batch(columns), from: bucket)
      try intake.finish()
      try store.close()
    }
    let script = try directory.write(try Self.snippet(), to: "read.py")
    let result = try Self.run([script, path])
    #expect(result.status == 0)
    let lines = result.output.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.count == 2)
    var first = 0
    for line in lines {
      let count = try #require(Int(line[1]))
      let sum = columns.accelerationX[first..<(first + count)].reduce(0, +)
      #expect(Int64(line[2]) == columns.measuredAt[first])
      #expect(Int64(line[3]) == columns.measuredAt[first + count - 1])
      #expect(abs(try #require(Double(line[4])) - sum) < 1e-6)
      #expect(line[5] == "0")
      first += count
    }
    #expect(first == columns.count)
  }
}
