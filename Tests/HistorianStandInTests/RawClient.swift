import Foundation

/// Sends bytes and gives back what comes until the server closes: nothing is interpreted.
enum RawClient {
  struct Failed: Error, CustomStringConvertible {
    var step: String
    var code = errno
    var description: String { "\(step): \(String(cString: strerror(code)))" }
  }

  /// Runs on a thread of its own: those of dispatch queues and of tasks are one small pool on
  /// Linux, which the server in this process needs.
  static func exchange(_ request: [UInt8], port: Int) async throws -> [UInt8] {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Result { try blockingExchange(request, port: port) })
      }
    }
  }

  private static func blockingExchange(_ request: [UInt8], port: Int) throws -> [UInt8] {
    let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard file >= 0 else { throw Failed(step: "socket") }
    defer { close(file) }
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw Failed(step: "connect") }
    guard send(file, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
      throw Failed(step: "send")
    }
    return try received(file)
  }

  private static func received(_ file: Int32) throws -> [UInt8] {
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = recv(file, &buffer, buffer.count, 0)
      if count == 0 { return answer }
      guard count > 0 else { throw Failed(step: "recv") }
      answer += buffer[..<count]
    }
  }
}

extension Message {
  /// The answer in bytes as they came, chunk framing removed.
  init(received bytes: [UInt8]) throws {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else {
      throw RawClient.Failed(step: "no header in \(bytes.count) bytes", code: 0)
    }
    let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
      .components(separatedBy: "\r\n")
    start = head[0]
    headers = head.dropFirst().map { line in
      let parts = line.split(separator: ":", maxSplits: 1)
      return (String(parts[0]), parts[1].trimmingCharacters(in: .whitespaces))
    }
    var content = Array(bytes[end.upperBound...])
    if headers.contains(where: { $0.name == "Transfer-Encoding" }) {
      content = try Self.dechunked(content)
    }
    body = String(decoding: content, as: UTF8.self)
  }

  /// Joins chunks; throws when the last one is missing.
  static func dechunked(_ bytes: [UInt8]) throws -> [UInt8] {
    var (joined, rest): ([UInt8], ArraySlice<UInt8>) = ([], bytes[...])
    while let line = rest.firstRange(of: Array("\r\n".utf8)),
      let size = Int(String(decoding: rest[..<line.lowerBound], as: UTF8.self), radix: 16)
    {
      if size == 0 { return joined }
      joined += rest[line.upperBound..<min(line.upperBound + size, rest.endIndex)]
      rest = rest.dropFirst(line.upperBound - rest.startIndex + size + 2)
    }
    throw RawClient.Failed(step: "the last chunk is missing", code: 0)
  }
}
