import CMemory

/// What becomes of memory that is given back.
enum FreedMemory {
  /// Largest block that stays with the program [bytes]; glibc takes no more than 32 MiB.
  private static let largestKept: Int32 = 32 << 20
  /// Freed memory that is kept before some goes back to the system [bytes].
  private static let mostKept: Int32 = 128 << 20

  /// Keeps freed memory for the next blocks.
  ///
  /// Pages of the historian and columns of readings are some megabytes each and live for
  /// milliseconds. Left to itself, glibc hands each back to the system, which then clears every
  /// page of the next one again: a sixth of the processor time of a pull. It would also keep what
  /// each thread freed apart from what others need, which took 9 MiB of an import's 47; threads wait
  /// no longer for each other with one place, since small blocks go through caches of their own.
  static func keep() { doorstats_keep_freed_memory(largestKept, mostKept) }
}
