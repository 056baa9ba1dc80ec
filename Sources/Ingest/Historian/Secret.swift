/// A password, key or token: usable, and impossible to print by accident.
///
/// Its description, its debug description and its mirror all say `<redacted>`, so that a secret
/// within an error, a log line or a dumped value stays secret.
public struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// The secret itself. Only what puts it into a request may ask for it.
  let text: String

  public init(_ text: String) { self.text = text }

  public var isEmpty: Bool { text.isEmpty }
  public var description: String { "<redacted>" }
  public var debugDescription: String { "<redacted>" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
