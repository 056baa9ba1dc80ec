// Cutting a stream of JSON into runs of complete documents.
//
// Only strings and depth are tracked; whether the runs are JSON is found out when they are
// decoded. What may stand at the outermost level: documents, arrays of documents, and answers
// `{"total_rows":…,"rows":[…],…}`, in any number and order.
#include "CDocuments.h"

#include <cstring>
#include <new>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace {

bool is_space(uint8_t byte) {
  return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

/// The next quote or backslash at or after `at`.
size_t next_in_string(const uint8_t *bytes, size_t at, size_t length) {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\');
  for (; at + 16 <= length; at += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i *>(bytes + at));
    const int mask = _mm_movemask_epi8(
      _mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, backslash)));
    if (mask != 0) return at + static_cast<size_t>(__builtin_ctz(static_cast<unsigned>(mask)));
  }
#endif
  while (at < length && bytes[at] != '"' && bytes[at] != '\\') at++;
  return at;
}

/// The next quote, bracket or, where they matter, comma at or after `at`.
size_t next_outside(const uint8_t *bytes, size_t at, size_t length, bool commas_matter) {
#if defined(__SSE2__)
  // With bit 5 set, [ and { are one byte, and ] and } are one byte.
  const __m128i bit = _mm_set1_epi8(0x20), open = _mm_set1_epi8('{'), close = _mm_set1_epi8('}');
  const __m128i quote = _mm_set1_epi8('"'), comma = _mm_set1_epi8(commas_matter ? ',' : '"');
  for (; at + 16 <= length; at += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i *>(bytes + at));
    const __m128i folded = _mm_or_si128(block, bit);
    const __m128i brackets =
      _mm_or_si128(_mm_cmpeq_epi8(folded, open), _mm_cmpeq_epi8(folded, close));
    const __m128i others =
      _mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, comma));
    const int mask = _mm_movemask_epi8(_mm_or_si128(brackets, others));
    if (mask != 0) return at + static_cast<size_t>(__builtin_ctz(static_cast<unsigned>(mask)));
  }
#endif
  for (; at < length; at++) {
    switch (bytes[at]) {
      case '"': case '{': case '}': case '[': case ']': return at;
      case ',':
        if (commas_matter) return at;
        break;
      default: break;
    }
  }
  return at;
}

}  // namespace

struct cd_splitter {
  /// Where the scan stands: between outermost values, in a document or an answer's head, in an
  /// array of documents, in an answer's rows, or in an answer's tail.
  enum class Place { outermost, object, array, rows, tail };

  Place place = Place::outermost;
  int depth = 0;
  bool in_string = false;
  /// A backslash was the last byte scanned.
  bool is_escaped = false;
  /// Scanned bytes of what was left over.
  size_t scanned = 0;
  /// Start of the object at the outermost level, and of what no segment covers yet.
  size_t object_start = 0, segment_start = 0;
  /// End of the last complete document after `segment_start`.
  size_t boundary = 0;
  bool has_boundary = false;
  bool discards = false;

  /// Depth at which documents stand.
  int document_depth() const {
    return place == Place::array ? 1 : place == Place::rows ? 2 : 0;
  }

  bool opens_rows(const uint8_t *bytes, size_t bracket) const;
  bool step(const uint8_t *bytes, size_t at, cd_segment *out);
  bool emit(const uint8_t *bytes, size_t end, cd_framing framing, cd_segment *out);
  void mark(size_t end) {
    boundary = end;
    has_boundary = true;
    if (discards) {
      discards = false;
      has_boundary = false;
      segment_start = end;
    }
  }
};

/// Whether the bracket opens the rows of an answer, and not an array within a document: the member
/// is `rows` or `results`, and no `_id` stands before it.
bool cd_splitter::opens_rows(const uint8_t *bytes, size_t bracket) const {
  if (discards) return false;
  size_t at = bracket;
  while (at > object_start && is_space(bytes[at - 1])) at--;
  if (at == object_start || bytes[--at] != ':') return false;
  while (at > object_start && is_space(bytes[at - 1])) at--;
  const auto ends_with = [&](const char *name) {
    const size_t length = std::strlen(name);
    return at >= object_start + length && std::memcmp(bytes + at - length, name, length) == 0;
  };
  if (!ends_with("\"rows\"") && !ends_with("\"results\"")) return false;
  return at - object_start < 65536 &&
    memmem(bytes + object_start, at - object_start, "\"_id\"", 5) == nullptr;
}

/// Ends a segment; true where there is anything to hand out.
bool cd_splitter::emit(const uint8_t *bytes, size_t end, cd_framing framing, cd_segment *out) {
  while (segment_start < end && is_space(bytes[segment_start])) segment_start++;
  const bool is_wanted = !discards && end > segment_start;
  if (is_wanted) *out = cd_segment{segment_start, end, framing};
  discards = false;
  has_boundary = false;
  segment_start = end;
  return is_wanted;
}

/// Handles one byte of structure outside strings; true where a segment ended.
bool cd_splitter::step(const uint8_t *bytes, size_t at, cd_segment *out) {
  const uint8_t byte = bytes[at];
  bool has_segment = false;
  switch (byte) {
    case '"': in_string = true; break;
    case ',':
      if (depth == document_depth()) mark(at + 1);
      break;
    case '{': case '[':
      if (place == Place::outermost) {
        place = byte == '{' ? Place::object : Place::array;
        object_start = at;
        if (byte == '[') {
          has_segment = emit(bytes, at, CD_ELEMENTS, out);
          segment_start = at + 1;
        }
      } else if (place == Place::object && depth == 1 && byte == '[' && opens_rows(bytes, at)) {
        has_segment = emit(bytes, object_start, CD_ELEMENTS, out);
        place = Place::rows;
        segment_start = at + 1;
      }
      depth++;
      break;
    default:
      if (depth == 0) break;
      depth--;
      if (place == Place::array && depth == 0) {
        has_segment = emit(bytes, at, CD_ELEMENTS, out);
        segment_start = at + 1;
        place = Place::outermost;
      } else if (place == Place::rows && depth == 1) {
        has_segment = emit(bytes, at, CD_ROWS, out);
        place = Place::tail;
      } else if (depth == 0) {
        if (place == Place::tail) segment_start = at + 1;
        else mark(at + 1);
        place = Place::outermost;
      }
  }
  return has_segment;
}

cd_splitter *cd_splitter_create(void) { return new (std::nothrow) cd_splitter; }
void cd_splitter_destroy(cd_splitter *splitter) { delete splitter; }

size_t cd_splitter_next(
  cd_splitter *splitter, const uint8_t *bytes, size_t length, cd_segment *segments,
  size_t capacity, size_t *consumed
) {
  cd_splitter &scan = *splitter;
  size_t count = 0, at = scan.scanned;
  while (at < length && count < capacity) {
    if (scan.is_escaped) {
      scan.is_escaped = false;
    } else if (scan.in_string) {
      at = next_in_string(bytes, at, length);
      if (at == length) break;
      scan.is_escaped = bytes[at] == '\\';
      scan.in_string = scan.is_escaped;
    } else {
      at = next_outside(bytes, at, length, scan.depth == scan.document_depth());
      if (at == length) break;
      count += scan.step(bytes, at, segments + count);
    }
    at++;
  }
  if (scan.has_boundary && count < capacity) {
    const cd_framing framing = scan.place == cd_splitter::Place::rows ? CD_ROWS : CD_ELEMENTS;
    count += scan.emit(bytes, scan.boundary, framing, segments + count);
  }
  // Nothing of an answer's tail, or of a document that is given up, is wanted any more.
  const bool drops_all = scan.place == cd_splitter::Place::tail || scan.discards;
  *consumed = drops_all ? at : scan.segment_start;
  scan.scanned = at - *consumed;
  scan.segment_start = 0;
  scan.boundary = scan.boundary > *consumed ? scan.boundary - *consumed : 0;
  scan.object_start = scan.object_start > *consumed ? scan.object_start - *consumed : 0;
  return count;
}

bool cd_splitter_is_complete(const cd_splitter *splitter) {
  return splitter->depth == 0 && !splitter->in_string;
}

bool cd_splitter_rest_is_document(const cd_splitter *splitter, cd_framing *framing) {
  *framing = splitter->place == cd_splitter::Place::rows ? CD_ROWS : CD_ELEMENTS;
  return splitter->depth == splitter->document_depth() && !splitter->in_string &&
    splitter->place != cd_splitter::Place::tail;
}

void cd_splitter_discard(cd_splitter *splitter) {
  splitter->discards = true;
  splitter->scanned = 0;
  splitter->segment_start = splitter->boundary = splitter->object_start = 0;
  splitter->has_boundary = false;
}
