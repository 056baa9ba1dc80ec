import Foundation
import Parallel
import TestSupport
import Testing

@testable import Ingest

@Suite struct CurlTransportTests {
  private static let json = #"{"ok":true}"#

  /// `{"ok":true}` in one gzip member.
  private static let gzip: [UInt8] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab, 0x56, 0xca, 0xcf, 0x56,
    0xb2, 0x2a, 0x29, 0x2a, 0x4d, 0xad, 0x05, 0x00, 0x90, 0x5f, 0xd4, 0xa7, 0x0b, 0x00, 0x00,
    0x00,
  ]

  private func fault(
    _ settings: CurlTransport.Settings = .init(), path: String = "/x",
    _ handler: @escaping @Sendable (RawServer.Connection) -> Void
  ) async throws -> TransportFault {
    let server = try RawServer(handler)
    do {
      let response = try await CurlTransport(settings).send(HTTPRequest(.get, server.url + path))
      Issue.record("no fault, but status \(response.status)")
      return TransportFault(.cancelled, "none")
    } catch let fault as TransportFault {
      return fault
    }
  }

  @Test func `a whole answer comes with status, headers, body and room behind it`() async throws {
    let server = try RawServer { connection in
      _ = connection.request()
      connection.answer(Self.json, status: "404 Object Not Found", headers: "X-Couch: a: b \r\n")
    }
    let response = try await CurlTransport().send(HTTPRequest(.get, server.url + "/a"))
    #expect(response.status == 404)
    #expect(response.header("x-couch") == "a: b")
    #expect(String(decoding: response.body, as: UTF8.self) == Self.json)
    #expect(response.body.capacity >= response.body.count + HTTPResponse.spareCapacity)
    #expect(response.transferredBytes == Self.json.utf8.count)
  }

  @Test func `headers and a body with zeros go out as given`() async throws {
    let seen = Locked("")
    let server = try RawServer { connection in
      let request = connection.request() ?? ""
      seen.withLock { $0 = request }
      connection.answer("{}")
    }
    let body = Array("{\"startkey\":\"a\u{0}\"}".utf8)
    _ = try await CurlTransport().send(
      HTTPRequest(
        .post, server.url + "/b%2Fc/_all_docs", headers: [HTTPHeader("Accept", "application/json")],
        body: body))
    let request = seen.withLock { $0 }
    #expect(request.hasPrefix("POST /b%2Fc/_all_docs HTTP/1.1\r\n"))
    #expect(request.contains("Accept: application/json\r\n"))
    #expect(request.contains("Accept-Encoding: gzip\r\n"))
    #expect(!request.contains("Expect:"))
    #expect(request.hasSuffix(String(decoding: body, as: UTF8.self)))
  }

  @Test func `connections are kept alive`() async throws {
    let server = try RawServer { connection in
      while connection.request() != nil { connection.answer(Self.json) }
    }
    let transport = CurlTransport()
    for _ in 0..<20 { _ = try await transport.send(HTTPRequest(.get, server.url + "/")) }
    #expect(server.connectionCount == 1)
  }

  @Test func `requests are in flight together`() async throws {
    let open = Locked(0)
    let server = try RawServer { connection in
      while connection.request() != nil {
        // Nobody is answered before all have asked.
        open.withLock { $0 += 1 }
        for _ in 0..<3000 where open.withLock({ $0 }) < 8 { usleep(10_000) }
        connection.answer(Self.json)
      }
    }
    let transport = CurlTransport()
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask { try await transport.send(HTTPRequest(.get, server.url + "/")).status }
      }
      for try await status in group { #expect(status == 200) }
    }
    #expect(server.connectionCount == 8)
  }

  @Test func `chunked and large bodies arrive whole`() async throws {
    let piece = [UInt8](repeating: 65, count: 100_000)
    let server = try RawServer { connection in
      _ = connection.request()
      connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      for _ in 0..<50 {
        connection.send("186a0\r\n")
        connection.send(piece)
        connection.send("\r\n")
      }
      connection.send("0\r\n\r\n")
    }
    let response = try await CurlTransport().send(HTTPRequest(.get, server.url + "/"))
    #expect(response.body.count == 5_000_000)
    #expect(response.body.allSatisfy { $0 == 65 })
  }

  @Test func `gzip is undone`() async throws {
    let server = try RawServer { connection in
      _ = connection.request()
      connection.answer(Self.gzip, headers: "Content-Encoding: gzip\r\n")
    }
    let response = try await CurlTransport().send(HTTPRequest(.get, server.url + "/"))
    #expect(String(decoding: response.body, as: UTF8.self) == Self.json)
    #expect(response.transferredBytes == Self.gzip.count)
  }

  @Test func `broken gzip is a passing fault`() async throws {
    let found = try await fault { connection in
      _ = connection.request()
      var bytes = Self.gzip
      for index in 10..<20 { bytes[index] ^= 0x5a }
      connection.answer(bytes, headers: "Content-Encoding: gzip\r\n")
    }
    #expect(found.kind == .corruptBody || found.kind == .connectionLost)
    #expect(found.isPassing)
  }

  @Test func `a body shorter than its length is incomplete`() async throws {
    let found = try await fault { connection in
      _ = connection.request()
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"rows\":[")
    }
    #expect(found.kind == .incompleteBody)
  }

  @Test func `a chunk that is cut is a lost connection or an incomplete body`() async throws {
    let found = try await fault { connection in
      _ = connection.request()
      connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"rows\":[")
    }
    #expect([.incompleteBody, .connectionLost].contains(found.kind))
  }

  @Test func `no answer at all is a lost connection`() async throws {
    #expect(try await fault { _ = $0.request() }.kind == .connectionLost)
  }

  @Test func `a reset is a lost connection`() async throws {
    let found = try await fault { connection in
      _ = connection.request()
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"ro")
      connection.reset()
    }
    #expect([.incompleteBody, .connectionLost].contains(found.kind))
    #expect(found.isPassing)
  }

  @Test func `a refused connection says so`() async throws {
    let port = try RawServer { _ in }.port  // closed again at once
    await #expect(throws: TransportFault.self) {
      try await CurlTransport().send(HTTPRequest(.get, "http://127.0.0.1:\(port)/"))
    }
  }

  @Test func `a stalled body is a time-out`() async throws {
    var settings = CurlTransport.Settings()
    settings.stallSeconds = 1
    let found = try await fault(settings) { connection in
      _ = connection.request()
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"ro")
      usleep(20_000_000)
    }
    #expect(found.kind == .timedOut)
  }

  @Test func `a body beyond the limit is refused`() async throws {
    var settings = CurlTransport.Settings()
    settings.maximumBodyBytes = 1000
    let found = try await fault(settings) { connection in
      _ = connection.request()
      connection.answer([UInt8](repeating: 65, count: 100_000))
    }
    #expect(found.kind == .tooLarge)
  }

  @Test func `what is not HTTP is told apart`() async throws {
    let found = try await fault { connection in
      _ = connection.request()
      connection.send("SSH-2.0-OpenSSH_9.2\r\n")
    }
    #expect(found.kind == .notHTTP)
  }

  @Test func `other protocols are refused`() async throws {
    await #expect(throws: TransportFault.self) {
      try await CurlTransport().send(HTTPRequest(.get, "file:///etc/passwd"))
    }
  }

  @Test func `a redirect is not followed`() async throws {
    let server = try RawServer { connection in
      while connection.request() != nil {
        connection.answer("", status: "302 Found", headers: "Location: http://other.test/\r\n")
      }
    }
    let response = try await CurlTransport().send(HTTPRequest(.get, server.url + "/"))
    #expect(response.status == 302)
    #expect(response.header("Location") == "http://other.test/")
  }

  @Test func `cancellation ends a request at once`() async throws {
    let server = try RawServer { connection in
      _ = connection.request()
      usleep(20_000_000)
    }
    let transport = CurlTransport()
    let task = Task { try await transport.send(HTTPRequest(.get, server.url + "/")) }
    try await Task.sleep(for: .milliseconds(300))
    let start = ContinuousClock.now
    task.cancel()
    let result = await task.result
    // A few ms on an idle machine; the server takes 20 s.
    #expect(ContinuousClock.now - start < .seconds(10))
    #expect(throws: TransportFault(.cancelled)) { try result.get() }
  }

  @Test func `a netrc file gives the password, and only to who has none`() async throws {
    let directory = try WorkDirectory()
    let seen = Locked<[String]>([])
    let server = try RawServer { connection in
      while let request = connection.request() {
        seen.withLock { $0.append(request) }
        connection.answer("{}")
      }
    }
    var settings = CurlTransport.Settings()
    settings.netrcFile = try directory.write(
      "machine 127.0.0.1 login reader password secret\n", to: "netrc")
    let transport = CurlTransport(settings)
    _ = try await transport.send(HTTPRequest(.get, server.url + "/"))
    _ = try await transport.send(
      HTTPRequest(.get, server.url + "/", headers: [HTTPHeader("Authorization", "Bearer t")]))
    let requests = seen.withLock { $0 }
    #expect(requests[0].contains("Authorization: Basic cmVhZGVyOnNlY3JldA==\r\n"))
    #expect(requests[1].contains("Authorization: Bearer t\r\n"))
    #expect(!requests[1].contains("Basic"))
  }
}
