/// One HTTP request, ready to be sent.
public struct HTTPRequest: Sendable, Equatable {
  public enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case head = "HEAD"
  }

  public var method: Method
  /// The whole address, percent-encoded, without user and password.
  public var url: String
  public var headers: [HTTPHeader]
  public var body: [UInt8]?

  public init(
    _ method: Method = .get, _ url: String, headers: [HTTPHeader] = [], body: [UInt8]? = nil
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }
}

/// One header line. The value may hold a secret; it is never printed.
public struct HTTPHeader: Sendable, Equatable, CustomStringConvertible {
  public var name: String
  public var value: String

  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  public var description: String { "\(name): …" }
}

/// One complete HTTP response.
public struct HTTPResponse: Sendable {
  public var status: Int
  public var headers: [HTTPHeader]
  /// The body, decompressed. Its capacity exceeds its count by at least
  /// ``HTTPResponse/spareCapacity`` bytes, which JSON parsing needs.
  public var body: [UInt8]
  /// From the start of the request to the end of the body [s].
  public var seconds: Double
  /// Bytes that came over the network for the body, before decompression.
  public var transferredBytes: Int

  /// Spare bytes behind the body.
  public static let spareCapacity = 64

  public init(
    status: Int, headers: [HTTPHeader] = [], body: consuming [UInt8] = [], seconds: Double = 0,
    transferredBytes: Int? = nil
  ) {
    self.status = status
    self.headers = headers
    let count = body.count
    body.reserveCapacity(count + Self.spareCapacity)
    self.body = body
    self.seconds = seconds
    self.transferredBytes = transferredBytes ?? count
  }

  /// The value of the first header of that name, whatever its case.
  public func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// Why no complete response came.
public struct TransportFault: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Kind: String, Sendable, CaseIterable {
    case cannotResolve = "the name cannot be resolved"
    case cannotConnect = "no connection"
    case timedOut = "time-out"
    case connectionLost = "the connection was lost"
    case incompleteBody = "the answer ended early"
    case corruptBody = "the answer's compression is broken"
    case tooLarge = "the answer is too large"
    case untrusted = "the server's certificate is not trusted"
    case notHTTP = "the server does not speak HTTP"
    case invalidRequest = "the request cannot be sent"
    case cancelled = "cancelled"
  }

  public var kind: Kind
  /// The transport's own words, without secrets.
  public var detail: String

  public init(_ kind: Kind, _ detail: String = "") {
    self.kind = kind
    self.detail = detail
  }

  public var description: String { detail.isEmpty ? kind.rawValue : "\(kind.rawValue) (\(detail))" }

  /// Whether the same request may succeed a little later.
  public var isPassing: Bool {
    switch kind {
    case .cannotResolve, .cannotConnect, .timedOut, .connectionLost, .incompleteBody,
      .corruptBody, .tooLarge, .notHTTP:
      true
    case .untrusted, .invalidRequest, .cancelled: false
    }
  }
}

/// Whatever sends requests: libcurl, or a script in the tests.
public protocol HTTPTransport: Sendable {
  /// Sends one request and waits for the whole answer, whatever its status.
  ///
  /// - Throws: ``TransportFault``; of kind `cancelled`, at once, when the task is cancelled.
  func send(_ request: HTTPRequest) async throws -> HTTPResponse
}
