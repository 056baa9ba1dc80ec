import Ingest
import TestSupport
import Testing

/// Numbers of documents are those that the C library reads from the same text.
@Suite struct NumberTests {
  @Test(arguments: 0..<8 as Range<UInt64>)
  func numbersOfAnyLengthAreRoundedCorrectly(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let texts = (0..<2000).map { _ in Self.text(&random) }
    for comparesLines in [true, false] {
      let decoder = DocumentDecoder(comparesLines: comparesLines)
      let lines = texts.enumerated().map { number, text in
        var document = SampleDocument()
        document.id = "a\(number)"
        document.data = #"{"x_acc":\#(text),"y_acc":0,"z_acc":0}"#
        return document.json + "\n"
      }
      let batch = try decoder.lines(lines.joined())
      #expect(batch.readings.count == texts.count)
      for (value, text) in zip(batch.readings.accelerationX, texts) {
        #expect(value.bitPattern == Double(text)?.bitPattern, "\(text)")
      }
    }
  }

  private static func text(_ random: inout SeededGenerator) -> String {
    func digits(_ count: Int) -> String {
      // Runs of zeros and nines, too, which carry and round.
      let among = ["0123456789", "0123456789", "0009", "9"].randomElement(using: &random)!
      return String((0..<count).map { _ in among.randomElement(using: &random)! })
    }
    var text = Bool.random(using: &random) ? "-" : ""
    let whole = digits(Int.random(in: 1...24, using: &random)).drop { $0 == "0" }
    text += whole.isEmpty || Int.random(in: 0..<3, using: &random) > 0 ? "0" : String(whole)
    if Int.random(in: 0..<8, using: &random) > 0 {
      text += "." + digits(Int.random(in: 1...40, using: &random))
    }
    if Int.random(in: 0..<8, using: &random) == 0 {
      text += "e\(Int.random(in: -330...200, using: &random))"
    }
    return text
  }
}
