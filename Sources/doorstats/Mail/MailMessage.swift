import Foundation

/// A mail with the same content as text and as HTML (RFC 5322, RFC 2046: `multipart/alternative`).
///
/// The bodies are base64, so that neither long lines nor any character needs care.
struct MailMessage {
  let recipients: [MailAddress]
  /// ASCII.
  let subject: String
  let text: String
  let html: String
  /// The same for the same report: a mail that is sent twice can be told (ASCII, one word).
  let identity: String
  /// [ms UTC]
  let sentAt: Int64

  /// As `sendmail -t` takes it: lines end with LF, the sender is left to it.
  var source: String {
    let boundary = "=_doorstats"
    let headers = [
      "To: \(recipients.map(\.text).joined(separator: ",\n "))", "Subject: \(subject)",
      "Date: \(Self.date(sentAt))", "Message-ID: <\(identity)@\(Self.host)>", "MIME-Version: 1.0",
      "Content-Type: multipart/alternative; boundary=\"\(boundary)\"",
      "Auto-Submitted: auto-generated",
    ]
    let parts = [("plain", text), ("html", html)].map { kind, content in
      """
      --\(boundary)
      Content-Type: text/\(kind); charset=utf-8
      Content-Transfer-Encoding: base64

      \(Self.encoded(content))

      """
    }
    return headers.joined(separator: "\n") + "\n\n" + parts.joined() + "--\(boundary)--\n"
  }

  private static func encoded(_ text: String) -> String {
    Data(text.utf8).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
  }

  private static func date(_ instant: Int64) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "UTC")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss"
    return formatter.string(from: Date(timeIntervalSince1970: Double(instant) / 1000)) + " +0000"
  }

  private static var host: String {
    var bytes = [CChar](repeating: 0, count: 256)
    guard gethostname(&bytes, bytes.count - 1) == 0 else { return "localhost" }
    let name = String(
      decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self
    )
    .filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) }
    return name.isEmpty ? "localhost" : name
  }
}
