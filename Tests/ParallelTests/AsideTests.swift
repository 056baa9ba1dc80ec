import Parallel
import Testing

@Suite struct AsideTests {
  private struct Refused: Error {}

  @Test func theResultWaits() throws {
    let aside = Aside { 6 * 7 }
    #expect(try aside.value() == 42)
    #expect(try aside.value() == 42)
  }

  @Test func theErrorTooAndWhatTheWorkHoldsIsGone() {
    final class Held: Sendable {}
    var held: Held? = Held()
    weak let gone = held
    let aside = Aside<Int> { [held] in
      _ = held
      throw Refused()
    }
    held = nil
    #expect(throws: Refused.self) { try aside.value() }
    #expect(gone == nil)
  }
}
