import Store

/// A database that a pull may have to deal with.
struct Candidate: Sendable, Equatable {
  enum Origin: Sendable, Equatable {
    /// The user named it in full.
    case named
    /// The historian listed it.
    case listed
    /// The name was made from the time asked for; there may be no such database.
    case guessed
    /// The store knows it, and the historian no longer lists it.
    case unlisted
    /// The store knows it; the historian was not asked for a list.
    case remembered
  }

  var name: String
  var origin: Origin
  /// What `_dbs_info` told: `.some(nil)` for no such database, `nil` where it was not asked.
  var info: BucketInfo??
}

/// Works out which databases the user's patterns mean.
struct Discovery: Sendable {
  let client: HistorianClient
  let patterns: [DatabasePattern]
  let selection: BucketSelection

  /// The candidates by name, each once.
  ///
  /// - Parameters:
  ///   - known: This historian's buckets in the store. Those that are gone are not asked about
  ///     again, unless they are listed or named.
  ///   - isFollowing: Leaves out what is settled, see ``FollowPace/unsettled(_:_:)``.
  /// - Throws: ``HistorianError/nothingMatches(pattern:)`` for a pattern that matches neither on
  ///   the historian nor in the store; ``HistorianError/discoveryForbidden(pattern:answer:)``.
  func candidates(
    known: [BucketRecord], isFollowing: Bool = false
  ) async throws -> [Candidate] {
    var found: [String: Candidate] = [:]
    for pattern in patterns {
      for candidate in try await candidates(of: pattern, known: known)
      where found[candidate.name].map({ $0.origin != .named }) ?? true {
        found[candidate.name] = candidate
      }
    }
    var names = found.keys.filter(selection.includes).sorted()
    if isFollowing { names = FollowPace.unsettled(names, known) }
    return try await withInfos(names.compactMap { found[$0] })
  }

  private func candidates(
    of pattern: DatabasePattern, known: [BucketRecord]
  ) async throws -> [Candidate] {
    guard let range = pattern.nameRange else {
      return [Candidate(name: pattern.description, origin: .named)]
    }
    let matching = known.filter { pattern.matches($0.name) }
    let remembered = matching.filter { $0.state != .gone }.map(\.name)
    let names: [String]
    do {
      names = try await client.databaseNames(from: range.first, to: range.last)
        .filter(pattern.matches)
    } catch let refusal as Refusal where [401, 403].contains(refusal.status) {
      return try guesses(for: pattern, remembered: remembered, answer: refusal.answer)
    } catch let refusal as Refusal {
      throw HistorianError.badRequest(
        what: "/_all_dbs", status: refusal.status, answer: refusal.answer)
    }
    let listed = Set(names)
    let found =
      names.map { Candidate(name: $0, origin: .listed) }
      + remembered.filter { !listed.contains($0) }.map { Candidate(name: $0, origin: .unlisted) }
    guard !found.isEmpty || !matching.isEmpty else {
      throw HistorianError.nothingMatches(pattern: pattern.description)
    }
    return found
  }

  /// What to ask for one by one where listing is not allowed.
  private func guesses(
    for pattern: DatabasePattern, remembered: [String], answer: String
  ) throws -> [Candidate] {
    var candidates = remembered.map { Candidate(name: $0, origin: .remembered) }
    if case .family(let family) = pattern {
      let now = Int64(client.clock.secondsSince1970 * 1000)
      let names = selection.possibleNames(ofFamily: family, now: now)
      candidates += (names ?? []).filter { !remembered.contains($0) }
        .map { Candidate(name: $0, origin: .guessed) }
    }
    guard !candidates.isEmpty else {
      throw HistorianError.discoveryForbidden(pattern: pattern.description, answer: answer)
    }
    return candidates
  }

  /// Asks for up to a hundred databases at once where the historian can be asked so.
  private func withInfos(_ candidates: [Candidate]) async throws -> [Candidate] {
    var candidates = candidates
    let asked = candidates.indices.filter { candidates[$0].origin != .unlisted }
    guard asked.count > 1 else { return candidates }
    var rest = asked[...]
    while !rest.isEmpty {
      let batch = rest.prefix(HistorianClient.largestInfoBatch)
      rest = rest.dropFirst(batch.count)
      guard let infos = try await client.infos(of: batch.map { candidates[$0].name }) else { break }
      for index in batch { candidates[index].info = infos[candidates[index].name] }
    }
    return candidates
  }
}
