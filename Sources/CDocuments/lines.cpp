// Runs of lines, most of which are like one before.
#include "decoder.hpp"

#include <algorithm>

using namespace documents;

namespace {

/// Bytes that are decoded by their tokens before a line is compared again: one line at first, more
/// and more while none is like one before.
constexpr size_t first_stretch = 1, longest_stretch = 1 << 16;
/// Runs that are decoded by their tokens alone after one that was begun in vain, at first and at most.
constexpr unsigned first_pause = 1, longest_pause = 64;

/// Where the line ends in which so many bytes from the start on end, with its newline.
size_t end_of_lines(const uint8_t *bytes, size_t length, size_t wanted) {
  if (wanted >= length) return length;
  const void *const newline = std::memchr(bytes + wanted - 1, '\n', length - wanted + 1);
  return newline ? static_cast<size_t>(static_cast<const uint8_t *>(newline) - bytes) + 1 : length;
}

/// What lies before the last newline, with it.
size_t length_of_whole_lines(const uint8_t *bytes, size_t length) {
  while (length > 0 && bytes[length - 1] != '\n') length--;
  return length;
}

}  // namespace

bool cd_decoder::run_alike(const uint8_t *bytes, size_t length) {
  if (!compares_lines) return false;
  if (pause > 0) {
    pause--;
    return false;
  }
  const size_t whole_lines = length_of_whole_lines(bytes, length);
  size_t at = 0, stretch = first_stretch;
  for (;;) {
    const size_t from = at;
    at = take_alike(bytes, at, whole_lines);
    if (at >= length) break;
    stretch = at > from ? first_stretch : std::min(stretch * 2, longest_stretch);
    if (!run_stretch(bytes + at, length - at, stretch)) {
      next_pause = std::min(next_pause * 2, longest_pause);
      pause = next_pause;
      return false;
    }
    at += stretch;
  }
  next_pause = first_pause;
  return true;
}

/// Takes the lines that are like one before, up to the first that is not, and returns where it starts.
size_t cd_decoder::take_alike(const uint8_t *bytes, size_t at, size_t end) {
  Likeness::Reading reading;
  for (;;) {
    while (at < end && is_space(bytes[at])) at++;
    if (at >= end) break;
    const uint8_t *next = nullptr;
    for (auto known = likenesses.begin(); known != likenesses.end(); ++known) {
      next = (*known)->read(bytes + at, bytes + end, reading);
      if (next == nullptr) continue;
      documents.take_like(**known, reading);
      alike_count++;
      std::rotate(likenesses.begin(), known, known + 1);
      break;
    }
    if (next == nullptr) break;
    at = static_cast<size_t>(next - bytes);
  }
  documents.hash_last();
  return at;
}

/// Decodes at least so many bytes of whole lines by their tokens, and tells how many they were.
///
/// False where that does not say what the run holds: where a string never ends, every line of the run
/// stands by itself. Strings hold no newlines, so if all stretches have their tokens, the run has them.
bool cd_decoder::run_stretch(const uint8_t *bytes, size_t length, size_t &stretch) {
  const uint8_t *const first = bytes;
  bool has_learned = false;
  for (size_t wanted = stretch;; wanted *= 2) {
    const size_t end = end_of_lines(bytes, length, wanted);
    Structure::Outcome outcome;
    if (!index(bytes, end, outcome)) return false;
    Tokens tokens = structure.tokens();
    bool is_cut = false;
    while (!tokens.at_end() && !is_cut) {
      const auto before = documents.batch.mark();
      const Tokens start = tokens;
      Tokens last_start = tokens;
      const bool is_array = tokens.peek() == '[';
      if (is_array ? take_array(tokens, last_start) : documents.take(tokens)) {
        const bool is_reading = documents.batch.readings.count > before.readings;
        if (!is_array && is_reading && !has_learned) {
          has_learned = true;
          learn(start, tokens.next);
        }
      } else if (end < length && tokens.end - tokens.next <= 1) {
        // It may go on in the next line: it is taken again, with more behind it.
        documents.batch.return_to(before);
        bytes += start.position();
        length -= start.position();
        is_cut = true;
      } else {
        reject_line(tokens, last_start);
      }
    }
    if (!is_cut) {
      stretch = static_cast<size_t>(bytes - first) + end;
      return true;
    }
  }
}

/// Remembers a document in place of the one that was of no use for longest.
void cd_decoder::learn(const Tokens &start, const uint32_t *after) {
  auto likeness = std::make_unique<Likeness>();
  if (!documents.learn(start, after, *likeness)) return;
  if (likenesses.size() == likeness_limit) likenesses.pop_back();
  likenesses.insert(likenesses.begin(), std::move(likeness));
}
