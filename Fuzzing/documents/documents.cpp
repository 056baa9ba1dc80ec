// Any bytes as documents, as answers of the historian, and cut into pieces: see scripts/fuzz.
//
// Beside what the sanitizers find, it ends where
//   - a document is in no group, or in two,
//   - a text that was handed out does not lie within the bytes or the decoder's memory (the
//     sanitizer sees it, because every text is read),
//   - a segment of the splitter lies outside the bytes,
//   - the splitter finds something else in a stream that comes in two pieces, or
//   - lines that are compared with those before say something else than their tokens.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "CDocuments.h"
#include "comparing.hpp"

namespace {

void require(bool condition) {
  if (!condition) abort();
}

uint64_t read(cd_text text) {
  return text.bytes == nullptr ? 0 : cd_hash64(text.bytes, text.length);
}

cd_text text(const char *words) {
  return {reinterpret_cast<const uint8_t *>(words), strlen(words)};
}

cd_mapping mapping() {
  cd_mapping mapping{};
  mapping.acceleration[0] = text("data.x_acc");
  mapping.acceleration[1] = text("data.y_acc");
  mapping.acceleration[2] = text("data.z_acc");
  mapping.proximity = text("data.proximity");
  mapping.light = text("data.ambient_light");
  mapping.timestamp = text("timestamp");
  mapping.device_id = text("deviceId");
  mapping.device_type = text("deviceType");
  mapping.unit = 1;
  return mapping;
}

uint64_t seen = 0;  // what was read, so that no reading is left out by the compiler

void check(const cd_decoder *decoder) {
  const cd_batch &batch = *cd_decoder_batch(decoder);
  require(
    batch.document_count == batch.design_document_count + batch.deleted_count
      + batch.reading_count + batch.other_event_count + batch.rejected_count);
  for (size_t i = 0; i < batch.reading_count; ++i) {
    require(batch.device_index[i] < batch.device_count);
    seen += static_cast<uint64_t>(batch.measured_at[i]) + batch.document_hash[i];
    for (int axis = 0; axis < 3; ++axis) {
      const double value = batch.columns[CD_COLUMN_ACCELERATION + axis][i];
      require(value == value && value - value == 0);  // a number, and finite
    }
  }
  for (size_t i = 0; i < batch.device_count; ++i) {
    seen += read(cd_decoder_device_type(decoder, batch.devices[i]));
    seen += read(cd_decoder_device_id(decoder, batch.devices[i]));
  }
  for (size_t i = 0; i < batch.other_event_count; ++i) {
    seen += read(cd_decoder_kind(decoder, batch.other_events[i].kind));
  }
  for (size_t i = 0; i < batch.rejected_count; ++i) {
    seen += read(batch.rejected[i].document_id) + read(batch.rejected[i].body);
  }
}

void check(const cd_page &page) {
  for (cd_text text : {page.first_id, page.last_id, page.sequence, page.error, page.reason,
                       page.message}) {
    seen += read(text);
  }
  for (size_t i = 0; i < page.not_found_count; ++i) seen += read(page.not_found_keys[i]);
}

// What the segments of a stream that comes in two pieces hold. Segments may be joined where only
// separators lie between them: these are left out.
std::string content(const uint8_t *bytes, size_t length, size_t cut) {
  std::unique_ptr<cd_splitter, void (*)(cd_splitter *)> splitter(
    cd_splitter_create(), cd_splitter_destroy);
  std::string found;
  size_t done = 0;  // bytes consumed
  for (size_t end : {cut, length}) {
    for (;;) {
      cd_segment segments[4];
      size_t consumed = 0;
      const size_t count = cd_splitter_next(
        splitter.get(), bytes + done, end - done, segments, 4, &consumed);
      require(count <= 4 && consumed <= end - done);
      for (size_t i = 0; i < count; ++i) {
        require(segments[i].start <= segments[i].end && segments[i].end <= end - done);
        for (size_t at = segments[i].start; at < segments[i].end; ++at) {
          const uint8_t byte = bytes[done + at];
          if (!strchr(", \t\r\n", byte) || byte == 0) found.push_back(static_cast<char>(byte));
        }
      }
      done += consumed;
      if (count < 4) break;
    }
  }
  return found;
}

/// Lines, compared and not compared with those before; the first of them so many times more.
void check_lines(const uint8_t *bytes, size_t length, size_t repeats) {
  static cd_decoder *decoders[2] = {};
  static unsigned uses = 0;
  if (uses++ % 4096 == 0) {
    for (cd_decoder *&decoder : decoders) {
      if (decoder != nullptr) cd_decoder_destroy(decoder);
      decoder = cd_decoder_create(mapping());
      cd_decoder_add_mapping(decoder, text("Other"), mapping());
    }
    cd_decoder_compare_lines(decoders[1], false);
  }
  const uint8_t *const newline = static_cast<const uint8_t *>(memchr(bytes, '\n', length));
  const size_t line = newline == nullptr ? 0 : static_cast<size_t>(newline - bytes) + 1;
  const size_t total = line * repeats + length;
  std::unique_ptr<uint8_t[]> run(new uint8_t[total]);
  for (size_t i = 0; i < repeats; ++i) memcpy(run.get() + i * line, bytes, line);
  memcpy(run.get() + line * repeats, bytes, length);
  for (size_t cut : {total, total - (total > 40 ? 40 : 0)}) {
    cd_status statuses[2];
    for (int i = 0; i < 2; ++i) {
      statuses[i] = cd_decode_documents(decoders[i], run.get(), cut, CD_LINES);
    }
    require(statuses[0] == statuses[1]);
    if (statuses[0] != CD_OK) continue;
    check(decoders[0]);
    require(comparing::same_batches(decoders[0], decoders[1]));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static cd_decoder *decoder = nullptr;
  static unsigned uses = 0;
  // A decoder remembers what it saw: a new one now and then, so that memory stays bounded.
  if (uses++ % 4096 == 0) {
    if (decoder != nullptr) cd_decoder_destroy(decoder);
    decoder = cd_decoder_create(mapping());
    cd_decoder_add_mapping(decoder, text("Other"), mapping());
  }
  if (size < 2) return 0;
  const uint8_t kind = data[0];
  const size_t cut = data[1];
  size -= 2;
  // Memory of exactly this size: a look behind its end is an error.
  std::unique_ptr<uint8_t[]> bytes(new uint8_t[size]);
  memcpy(bytes.get(), data + 2, size);
  const char *characters = reinterpret_cast<const char *>(bytes.get());
  switch (kind % 10) {
    case 0:
    case 1:
    case 2: {
      const cd_status status = cd_decode_documents(
        decoder, bytes.get(), size, static_cast<cd_framing>(kind % 10));
      if (status == CD_OK) check(decoder);
      break;
    }
    case 3:
      if (cd_decode_all_docs(decoder, bytes.get(), size) == CD_OK) check(decoder);
      check(*cd_decoder_page(decoder));
      break;
    case 4:
      if (cd_decode_changes(decoder, bytes.get(), size) == CD_OK) check(decoder);
      check(*cd_decoder_page(decoder));
      break;
    case 5:
      require(
        content(bytes.get(), size, size) == content(bytes.get(), size, cut < size ? cut : size));
      break;
    case 6:
    case 7:
      check_lines(bytes.get(), size, cut % 4);
      break;
    default: {
      int64_t instant = 0;
      double number = 0;
      cd_parse_timestamp(characters, size, &instant);
      cd_time_of_uuid(characters, size, &instant);
      if (cd_parse_number(characters, size, &number)) {
        require(number == number);
        cd_instant_of_number(number, &instant);
      }
      seen += static_cast<uint64_t>(instant);
    }
  }
  return 0;
}
