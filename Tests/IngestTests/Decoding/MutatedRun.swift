import TestSupport

/// Runs of documents of several forms, some of them changed at random.
enum MutatedRun {
  static func make(_ random: inout SeededGenerator) -> [UInt8] {
    let forms = (0..<Int.random(in: 1...3, using: &random)).map { _ in
      Int.random(in: 0..<formCount, using: &random)
    }
    // Runs without any change, with few, and with many.
    let share = [0, 0.05, 0.3].randomElement(using: &random)!
    var run: [UInt8] = []
    for _ in 0..<Int.random(in: 1...30, using: &random) {
      var line = Array(document(forms.randomElement(using: &random)!, &random).utf8)
      var end = "\n"
      if Double.random(in: 0..<1, using: &random) < share {
        for _ in 0..<Int.random(in: 1...2, using: &random) { change(&line, &random) }
        end = ends.randomElement(using: &random)!
      }
      run += line + Array(end.utf8)
    }
    if Bool.random(using: &random) { run.removeLast(Int.random(in: 0..<run.count, using: &random)) }
    // A string that never ends makes every line of the run stand by itself.
    if Int.random(in: 0..<8, using: &random) == 0 { run += Array("\n\"".utf8) }
    return run
  }

  private static let ends = ["\n", "\n", "\n", "\r\n", " \n", "\n\n", "", " ", ",", "\t\n ", "\n["]

  private static let formCount = 9

  private static func document(_ form: Int, _ random: inout SeededGenerator) -> String {
    func digits(_ count: Int) -> String {
      String((0..<count).map { _ in "0123456789".randomElement(using: &random)! })
    }
    func number() -> String {
      switch Int.random(in: 0..<8, using: &random) {
      case 0: "0"
      case 1: "-" + digits(1)
      case 2: "1" + digits(2) + ".5"
      case 3: digits(1) + "e-" + digits(2)
      default: "-0.0" + digits(Int.random(in: 1...17, using: &random))
      }
    }
    let id = digits(Int.random(in: 7...8, using: &random)) + "-5edb-11ea-bfff-5a030721ac64"
    let instant = "2020-03-05T12:\("0123".randomElement(using: &random)!)6:24." + digits(3) + "Z"
    let axes = #""x_acc":\#(number()),"y_acc":\#(number()),"z_acc":\#(number())"#
    let more = #""light":\#(number()),"proximity":\#(number()),"deprecated_1":\#(number())"#
    let head = #""_id":"\#(id)","_rev":"1-\#(digits(6))""#
    switch form {
    case 0:
      var sample = SampleDocument()
      (sample.id, sample.timestamp) = (id, "\"\(instant)\"")
      sample.data = "{\(axes),\(more),\"x_gravity\":\(number())}"
      return sample.json
    case 1:  // flat, with the members of a mapping of its own
      return #"{\#(head),"deviceType":"Flat","when":"\#(instant)","data":{"#
        + #""a":{"x":\#(number()),"y":\#(number()),"z":\#(number()),"device":"d"},"#
        + #""near":\#(number())}}"#
    case 2:  // the type's other name, data before it, an array, a nested object
      return #"{\#(head),"data":{\#(axes),"list":[1,\#(number()),"\#(digits(2))"]},"typeId":"T","#
        + #""deviceId":17,"timestamp":"\#(instant)","more":{"a":{"b":null,"c":\#(number())}}}"#
    case 3:  // wrapped, no type
      return #"{\#(head),"deviceId":"Tür","timestamp":"\#(instant)","#
        + #""data":{"d":{\#(axes),\#(more)}}}"#
    case 4:  // no reading
      return #"{\#(head),"deviceType":"Android","deviceId":"a","eventType":"on","data":{"a":1}}"#
    case 5:  // the same member twice
      return #"{\#(head),"deviceId":"a","timestamp":"\#(instant)","#
        + #""data":{\#(axes),"x_acc":\#(number())}}"#
    case 6:  // time from the id
      return #"{\#(head),"deviceId":"a","data":{\#(axes)}}"#
    case 7:  // time as a number
      return #"{\#(head),"deviceId":"a","timestamp":15834105844\#(digits(2)),"#
        + #""data":{\#(axes)}}"#
    default:  // white space
      return #"{ \#(head) , "deviceId" : "a","deviceType":"B","timestamp":"\#(instant)","#
        + #""data":{\#(axes) , \#(more)} }"#
    }
  }

  /// What a change puts in.
  private static let pieces = [
    "\"", "\\", "\n", "\r\n", "\0", "0", "9", "-", ".", "e5", "E+400", "é", "\\u0041", "\\ud800",
    "{", "}", "[",
    "]", ",", ":", "null", "true", "_design/", "\"_deleted\":true,", "\"data\":{},",
    "\"_id\":\"b\",",
    "\"timestamp\":null,", " ", "\t", "\"a\":", "Z", "+01:00",
  ]

  private static func change(_ line: inout [UInt8], _ random: inout SeededGenerator) {
    guard !line.isEmpty else { return }
    let at = Int.random(in: line.indices, using: &random)
    switch Int.random(in: 0..<9, using: &random) {
    case 0: line[at] = UInt8.random(in: .min ... .max, using: &random)
    case 1: line[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2: line.remove(at: at)
    case 3: line.removeSubrange(at...)
    case 4:  // a digit becomes another
      let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
      let places = line.indices.filter { digits.contains(line[$0]) }
      guard let place = places.randomElement(using: &random) else { return }
      line[place] = UInt8.random(in: digits, using: &random)
    case 5:  // members change places
      let parts = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      line = Array(parts.shuffled(using: &random).joined(separator: [UInt8(ascii: ",")]))
    default:
      // Half of the places are where values and names begin or end.
      let edges = line.indices.filter { Array(#"":,{}"#.utf8).contains(line[$0]) }
      let place = Bool.random(using: &random) ? edges.randomElement(using: &random) ?? at : at
      let offset = Int.random(in: 0...1, using: &random)
      line.insert(contentsOf: Array(pieces.randomElement(using: &random)!.utf8), at: place + offset)
    }
  }
}
