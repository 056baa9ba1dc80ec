import ConfigurationSyntax
import Testing

/// Texts that are no configuration are refused before the parser, which would end the program.
@Suite struct TOMLTextTests {
  private func problem(_ text: String) -> TOMLText.Problem? {
    do { _ = try TOMLText.table(text) } catch let problem as TOMLText.Problem {
      return problem
    } catch { Issue.record(error) }
    return nil
  }

  @Test func nothingIsATableOfNothing() throws {
    for text in ["", "\n", "# a remark", "\u{FEFF}", " \t\r\n"] {
      #expect(try TOMLText.table(text).isEmpty, "\(text)")
    }
  }

  @Test(
    arguments: ["", "a = ", "[x]\na = ", "a = [1, ", "a = { b = "], ["[}", "{]", "[[}", "[1}"])
  func bracketsThatDoNotMatch(before: String, brackets: String) {
    #expect(problem(before + brackets) != nil)
    #expect(problem(before + brackets + "\n") != nil)
  }

  @Test(arguments: [
    "+07:32:00", "-07:32:00", "+1979-05-27", "-1979-05-27T07:32:00Z", "+07:32", "-0:0:0",
    "07:32:00", "1979-05-27", "1979-05-27T07:32:00-07:00", "+", "-", "+-1", "--1", "+inf", "-nan",
    "0x1F", "1_", "_1", "1.", ".5", "1e", "1e+",
  ])
  func timesAndNumbersThatNoSettingTakes(word: String) {
    for text in ["a = \(word)", "[x]\na = \(word)\n", "a = [\(word)]", "a = { b = \(word) }"] {
      #expect(problem(text) != nil, "\(text)")
    }
  }

  @Test(arguments: [("+7", 7), ("-7", -7), ("0", 0), ("1_000", 1000)])
  func numbersMayHaveSigns(word: String, number: Int) throws {
    #expect(try TOMLText.table("a = \(word)")["a"]?.int == number)
  }

  @Test func theLineOfTheProblemIsTold() {
    #expect(problem("a = 1\n# b\nc = -07:32:00\n")?.line == 3)
    #expect(problem("a = 1\n[}\n")?.line == 2)
  }
}
