import TestSupport

/// Turns a whole input into one that is nearly whole: the same for the same generator.
struct Mutation {
  /// Pieces that mean something where they land.
  let words: [[UInt8]]

  func callAsFunction(_ seed: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
    var bytes = seed
    for _ in 0..<Int.random(in: 1...6, using: &generator) { step(&bytes, using: &generator) }
    return bytes
  }

  private func step(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
    let place = Int.random(in: 0...bytes.count, using: &generator)
    let end = min(bytes.count, place + Int.random(in: 1...40, using: &generator))
    switch Int.random(in: 0..<8, using: &generator) {
    case 0 where place < bytes.count:
      bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 1 where place < bytes.count: bytes[place] = .random(in: 0...255, using: &generator)
    case 2: bytes.insert(.random(in: 0...255, using: &generator), at: place)
    case 3: bytes.removeSubrange(place..<end)
    case 4: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 5: bytes.removeSubrange(place...)
    case 6:
      let other = Int.random(in: 0...bytes.count, using: &generator)
      bytes.insert(contentsOf: bytes[place..<end], at: other)
    default:
      guard let word = words.randomElement(using: &generator) else { return }
      bytes.replaceSubrange(place..<min(end, place + word.count), with: word)
    }
  }
}
