import CCurl
import Foundation
import Parallel
import Synchronization

/// HTTP over libcurl's multi interface: every call of libcurl stands in this file.
///
/// One thread runs all transfers over kept-alive connections; requests are handed to it and their
/// complete responses come back. How many are in flight is the callers' choice: memory is what
/// their bodies need. Certificates are checked against the system's authorities; proxies come from
/// the usual environment (`https_proxy`, `no_proxy`), passwords from `~/.netrc` only where a
/// request carries no `Authorization` or `Cookie` of its own. Redirects are not followed, so that
/// credentials never travel to another server.
///
/// Reference: libcurl, "libcurl-multi(3)"; thread safety after "libcurl-thread(3)".
public final class CurlTransport: HTTPTransport {
  private let engine: CurlEngine

  public init(_ settings: Settings = Settings()) {
    engine = CurlEngine(settings)
    let engine = engine
    let thread = Thread { engine.run() }
    thread.name = "doorstats-http"
    thread.start()
  }

  deinit { engine.stop() }

  public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let transfer = CurlTransfer(request)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        transfer.continuation.withLock { $0 = continuation }
        engine.submit(transfer)
      }
    } onCancel: {
      engine.cancel(transfer)
    }
  }
}

/// One request on its way. Only the engine's thread touches what is not behind a lock.
private final class CurlTransfer: @unchecked Sendable {
  let request: HTTPRequest
  let continuation = Locked<CheckedContinuation<HTTPResponse, any Error>?>(nil)
  let isCancelled = Atomic(false)

  var easy: UnsafeMutableRawPointer?
  var headerList: UnsafeMutablePointer<curl_slist>?
  var headers: [HTTPHeader] = []
  var body: [UInt8] = []
  var bodyLimit = Int.max
  var isTooLarge = false
  let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

  init(_ request: HTTPRequest) {
    self.request = request
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    errorText.deallocate()
    doorstats_curl_free_list(headerList)
  }

  /// Resumes the waiting task, once.
  func finish(_ result: Result<HTTPResponse, any Error>) {
    let waiting = continuation.withLock { waiting in
      defer { waiting = nil }
      return waiting
    }
    waiting?.resume(with: result)
  }

  /// Takes a piece of the body; `false` refuses it and ends the transfer.
  func receive(body piece: UnsafeBufferPointer<UInt8>) -> Bool {
    guard body.count + piece.count <= bodyLimit else {
      isTooLarge = true
      return false
    }
    if body.isEmpty { reserveExpectedLength(atLeast: piece.count) }
    body.append(contentsOf: piece)
    return true
  }

  func receive(headerLine line: UnsafeBufferPointer<UInt8>) {
    let text = String(decoding: line, as: UTF8.self).trimmingWhitespace()
    if text.hasPrefix("HTTP/") {
      headers.removeAll()  // of a "100 Continue", or of a proxy's answer
    } else if let colon = text.firstIndex(of: ":") {
      let value = String(text[text.index(after: colon)...]).trimmingWhitespace()
      headers.append(HTTPHeader(String(text[..<colon]), value))
    }
  }

  private func reserveExpectedLength(atLeast count: Int) {
    var length: curl_off_t = -1
    _ = doorstats_curl_get_size(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length)
    let expected = length > 0 && length <= bodyLimit ? Int(length) : 256 << 10
    body.reserveCapacity(max(expected, count) + HTTPResponse.spareCapacity)
  }
}

/// The thread that runs the transfers, and the mailbox through which it is told what to do.
private final class CurlEngine: @unchecked Sendable {
  private struct Mailbox {
    var submitted: [CurlTransfer] = []
    var cancelled: [CurlTransfer] = []
    var isStopping = false
  }

  private let settings: CurlTransport.Settings
  private let mailbox = Locked(Mailbox())
  private let multi: UnsafeMutableRawPointer?
  // Only the engine's thread uses these.
  private var running: [UnsafeMutableRawPointer: CurlTransfer] = [:]
  private var idleHandles: [UnsafeMutableRawPointer] = []

  /// Idle handles that are kept for the next requests.
  private static let idleHandleLimit = 16
  /// Longest sleep without looking at the mailbox [ms]; a wake-up ends it at once.
  private static let pollMilliseconds: Int32 = 1000
  private static let receiveBufferBytes = 512 << 10
  /// Slower than this is stalled [bytes/s].
  private static let stallSpeed = 16

  /// Why libcurl cannot be used; `nil` when it can. Loads it at the first use.
  private static let loadingProblem = doorstats_curl_load().map { String(cString: $0) }

  init(_ settings: CurlTransport.Settings) {
    self.settings = settings
    multi = Self.loadingProblem == nil ? doorstats_curl_multi_new() : nil
  }

  func submit(_ transfer: CurlTransfer) {
    if multi == nil {
      let words = "libcurl is not usable: \(Self.loadingProblem ?? "out of memory")"
      return transfer.finish(.failure(TransportFault(.invalidRequest, words)))
    }
    let isAccepted = mailbox.withLock { mailbox in
      guard !mailbox.isStopping else { return false }
      mailbox.submitted.append(transfer)
      _ = doorstats_curl_multi_wakeup(multi)
      return true
    }
    if !isAccepted { transfer.finish(.failure(TransportFault(.cancelled))) }
  }

  func cancel(_ transfer: CurlTransfer) {
    transfer.isCancelled.store(true, ordering: .releasing)
    mailbox.withLock { mailbox in
      guard !mailbox.isStopping, multi != nil else { return }
      mailbox.cancelled.append(transfer)
      _ = doorstats_curl_multi_wakeup(multi)
    }
  }

  /// Ends the thread. The wake-up happens behind the lock: the thread frees the handle only after
  /// it has taken the lock once more and seen the order to stop.
  func stop() {
    mailbox.withLock { mailbox in
      mailbox.isStopping = true
      if multi != nil { _ = doorstats_curl_multi_wakeup(multi) }
    }
  }

  func run() {
    guard let multi else { return }
    Self.blockBrokenPipes()
    while obeyMailbox() {
      var runningCount: Int32 = 0
      _ = doorstats_curl_multi_perform(multi, &runningCount)
      finishTransfers()
      _ = doorstats_curl_multi_poll(multi, Self.pollMilliseconds)
    }
    for transfer in running.values {
      detach(transfer)
      transfer.finish(.failure(TransportFault(.cancelled)))
    }
    for easy in idleHandles { doorstats_curl_free(easy) }
    doorstats_curl_multi_free(multi)
  }

  /// Writing to a connection that the server has closed is an error here, not the end of the
  /// program. libcurl leaves this to its user when it may use no signals.
  private static func blockBrokenPipes() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  /// Starts and ends transfers as told; `false` when the engine is to stop.
  private func obeyMailbox() -> Bool {
    let orders = mailbox.withLock { mailbox in
      let orders = mailbox
      mailbox.submitted.removeAll(keepingCapacity: true)
      mailbox.cancelled.removeAll()
      return orders
    }
    for transfer in orders.submitted { start(transfer) }
    for transfer in orders.cancelled {
      detach(transfer)
      transfer.finish(.failure(TransportFault(.cancelled)))
    }
    return !orders.isStopping
  }

  private func start(_ transfer: CurlTransfer) {
    guard !transfer.isCancelled.load(ordering: .acquiring) else {
      return transfer.finish(.failure(TransportFault(.cancelled)))
    }
    guard let easy = idleHandles.popLast() ?? doorstats_curl_new() else {
      return transfer.finish(.failure(TransportFault(.invalidRequest, "out of memory")))
    }
    transfer.easy = easy
    configure(easy, for: transfer)
    running[easy] = transfer
    let code = doorstats_curl_multi_add(multi, easy)
    if code != CURLM_OK {
      let words = String(cString: doorstats_curl_multi_words(code))
      detach(transfer)
      transfer.finish(.failure(TransportFault(.invalidRequest, words)))
    }
  }

  /// Takes a transfer's handle out of the set; its connection stays open for the next.
  private func detach(_ transfer: CurlTransfer) {
    guard let easy = transfer.easy else { return }
    _ = doorstats_curl_multi_remove(multi, easy)
    running[easy] = nil
    transfer.easy = nil
    doorstats_curl_reset(easy)
    if idleHandles.count < Self.idleHandleLimit {
      idleHandles.append(easy)
    } else {
      doorstats_curl_free(easy)
    }
  }

  private func finishTransfers() {
    var easy: UnsafeMutableRawPointer?
    var code = CURLE_OK
    while doorstats_curl_next_finished(multi, &easy, &code) == 1 {
      guard let easy, let transfer = running[easy] else { continue }
      let result = result(of: transfer, easy, code)
      detach(transfer)
      transfer.finish(result)
    }
  }

  private func result(
    of transfer: CurlTransfer, _ easy: UnsafeMutableRawPointer, _ code: CURLcode
  ) -> Result<HTTPResponse, any Error> {
    guard code == CURLE_OK else { return .failure(fault(of: transfer, code)) }
    var status = 0
    _ = doorstats_curl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
    var microseconds: curl_off_t = 0
    _ = doorstats_curl_get_size(easy, CURLINFO_TOTAL_TIME_T, &microseconds)
    var transferred: curl_off_t = 0
    _ = doorstats_curl_get_size(easy, CURLINFO_SIZE_DOWNLOAD_T, &transferred)
    return .success(
      HTTPResponse(
        status: status, headers: transfer.headers, body: transfer.takeBody(),
        seconds: Double(microseconds) / 1e6, transferredBytes: Int(transferred)))
  }

  private func fault(of transfer: CurlTransfer, _ code: CURLcode) -> TransportFault {
    if transfer.isTooLarge {
      return TransportFault(.tooLarge, "over \(settings.maximumBodyBytes >> 20) MiB")
    }
    let words = String(cString: transfer.errorText)
    return TransportFault(
      Self.kind(of: code), words.isEmpty ? String(cString: doorstats_curl_words(code)) : words)
  }

  private static func kind(of code: CURLcode) -> TransportFault.Kind {
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .cannotResolve
    case CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR: .cannotConnect
    case CURLE_OPERATION_TIMEDOUT: .timedOut
    case CURLE_PARTIAL_FILE: .incompleteBody
    case CURLE_BAD_CONTENT_ENCODING: .corruptBody
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
      CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_INVALIDCERTSTATUS:
      .untrusted
    case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL: .notHTTP
    case CURLE_URL_MALFORMAT, CURLE_OUT_OF_MEMORY, CURLE_BAD_FUNCTION_ARGUMENT: .invalidRequest
    default: .connectionLost
    }
  }

  // MARK: Options

  private func configure(_ easy: UnsafeMutableRawPointer, for transfer: CurlTransfer) {
    let context = Unmanaged.passUnretained(transfer).toOpaque()
    transfer.bodyLimit = settings.maximumBodyBytes
    set(easy, CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(transfer.errorText))
    set(easy, CURLOPT_URL, transfer.request.url)
    set(easy, CURLOPT_PROTOCOLS_STR, "http,https")
    set(easy, CURLOPT_USERAGENT, settings.userAgent)
    set(easy, CURLOPT_ACCEPT_ENCODING, "gzip")
    set(easy, CURLOPT_NOSIGNAL, 1)
    set(easy, CURLOPT_TCP_KEEPALIVE, 1)
    set(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    set(easy, CURLOPT_BUFFERSIZE, Self.receiveBufferBytes)
    set(easy, CURLOPT_CONNECTTIMEOUT_MS, Int(settings.connectSeconds * 1000))
    set(easy, CURLOPT_TIMEOUT_MS, Int(settings.totalSeconds * 1000))
    set(easy, CURLOPT_LOW_SPEED_LIMIT, Self.stallSpeed)
    set(easy, CURLOPT_LOW_SPEED_TIME, settings.stallSeconds)
    if let file = settings.certificateFile { set(easy, CURLOPT_CAINFO, file) }
    setCredentialFile(easy, transfer.request)
    setBodyAndMethod(easy, transfer.request)
    setHeaders(easy, transfer)
    _ = doorstats_curl_set_writer(easy, CURLOPT_WRITEFUNCTION, receiveBody)
    set(easy, CURLOPT_WRITEDATA, context)
    _ = doorstats_curl_set_writer(easy, CURLOPT_HEADERFUNCTION, receiveHeader)
    set(easy, CURLOPT_HEADERDATA, context)
  }

  private func setCredentialFile(_ easy: UnsafeMutableRawPointer, _ request: HTTPRequest) {
    let hasOwn = request.headers.contains {
      ["authorization", "cookie"].contains($0.name.lowercased())
    }
    guard !hasOwn else { return }
    set(easy, CURLOPT_NETRC, Int(CURL_NETRC_OPTIONAL.rawValue))
    if let file = settings.netrcFile { set(easy, CURLOPT_NETRC_FILE, file) }
  }

  private func setBodyAndMethod(_ easy: UnsafeMutableRawPointer, _ request: HTTPRequest) {
    if request.method == .head { set(easy, CURLOPT_NOBODY, 1) }
    guard request.method == .post else { return }
    let body = request.body ?? []
    set(easy, CURLOPT_POST, 1)
    _ = doorstats_curl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
    body.withUnsafeBytes { bytes in
      // The size is set before: libcurl copies that many bytes, zeros included.
      set(easy, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
    }
  }

  private func setHeaders(_ easy: UnsafeMutableRawPointer, _ transfer: CurlTransfer) {
    var list: UnsafeMutablePointer<curl_slist>?
    for header in transfer.request.headers {
      list = doorstats_curl_append(list, "\(header.name): \(header.value)")
    }
    list = doorstats_curl_append(list, "Expect:")  // a body is never held back for "100 Continue"
    transfer.headerList = list
    _ = doorstats_curl_set_list(easy, CURLOPT_HTTPHEADER, list)
  }

  private func set(_ easy: UnsafeMutableRawPointer, _ option: CURLoption, _ value: Int) {
    _ = doorstats_curl_set_long(easy, option, value)
  }

  private func set(_ easy: UnsafeMutableRawPointer, _ option: CURLoption, _ value: String) {
    _ = doorstats_curl_set_text(easy, option, value)
  }

  private func set(
    _ easy: UnsafeMutableRawPointer, _ option: CURLoption, _ value: UnsafeMutableRawPointer?
  ) {
    _ = doorstats_curl_set_pointer(easy, option, value)
  }
}

extension CurlTransfer {
  /// The body, with the spare capacity that its readers count on.
  fileprivate func takeBody() -> [UInt8] {
    let taken = body
    body = []
    return taken
  }
}

private func receiveBody(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let bytes, let context else { return 0 }
  let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
  let length = size * count
  let isTaken = bytes.withMemoryRebound(to: UInt8.self, capacity: length) {
    transfer.receive(body: UnsafeBufferPointer(start: $0, count: length))
  }
  return isTaken ? length : 0
}

private func receiveHeader(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let bytes, let context else { return 0 }
  let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
  let length = size * count
  bytes.withMemoryRebound(to: UInt8.self, capacity: length) {
    transfer.receive(headerLine: UnsafeBufferPointer(start: $0, count: length))
  }
  return length
}
