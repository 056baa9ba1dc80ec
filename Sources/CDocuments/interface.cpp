// The C functions of the header.
#include "decoder.hpp"

#include <new>

using namespace documents;

cd_batch Batch::view() const {
  cd_batch view{};
  view.document_count = document_count;
  view.design_document_count = design_document_count;
  view.deleted_count = deleted_count;
  view.reading_count = readings.count;
  view.measured_at = readings.measured_at.data();
  view.document_hash = readings.document_hash.data();
  view.device_index = readings.device_index.data();
  for (int i = 0; i < CD_COLUMN_COUNT; i++) view.columns[i] = readings.values[i].data();
  view.has_extended = has_extended();
  view.devices = devices.data();
  view.device_count = devices.size();
  view.other_events = other_events.data();
  view.other_event_count = other_events.size();
  view.rejected = rejected.data();
  view.rejected_count = rejected.size();
  return view;
}

namespace {

cd_text view_of(const std::string &text) {
  return cd_text{reinterpret_cast<const uint8_t *>(text.data()), text.size()};
}

}  // namespace

cd_decoder *cd_decoder_create(cd_mapping standard) {
  try {
    return new cd_decoder(standard);
  } catch (const std::bad_alloc &) {
    return nullptr;
  }
}

void cd_decoder_destroy(cd_decoder *decoder) { delete decoder; }

void cd_decoder_add_mapping(cd_decoder *decoder, cd_text device_type, cd_mapping mapping) {
  decoder->add_mapping(
    std::string(reinterpret_cast<const char *>(device_type.bytes), device_type.length), mapping);
}

void cd_decoder_compare_lines(cd_decoder *decoder, bool compares) {
  decoder->compares_lines = compares;
}

size_t cd_decoder_alike_count(const cd_decoder *decoder) { return decoder->alike_count; }

cd_status cd_decode_documents(
  cd_decoder *decoder, const uint8_t *bytes, size_t length, cd_framing framing
) {
  try {
    return decoder->decode_documents(bytes, length, framing);
  } catch (const std::bad_alloc &) {
    return CD_NO_MEMORY;
  }
}

cd_status cd_decode_all_docs(cd_decoder *decoder, const uint8_t *bytes, size_t length) {
  try {
    return decoder->decode_page(bytes, length, false);
  } catch (const std::bad_alloc &) {
    return CD_NO_MEMORY;
  }
}

cd_status cd_decode_changes(cd_decoder *decoder, const uint8_t *bytes, size_t length) {
  try {
    return decoder->decode_page(bytes, length, true);
  } catch (const std::bad_alloc &) {
    return CD_NO_MEMORY;
  }
}

const cd_batch *cd_decoder_batch(const cd_decoder *decoder) { return &decoder->batch; }
const cd_page *cd_decoder_page(const cd_decoder *decoder) { return &decoder->page; }

cd_text cd_decoder_device_type(const cd_decoder *decoder, uint32_t device) {
  return view_of(decoder->documents.device_types[decoder->documents.devices[device].first]);
}

cd_text cd_decoder_device_id(const cd_decoder *decoder, uint32_t device) {
  return view_of(decoder->documents.device_ids[decoder->documents.devices[device].second]);
}

cd_text cd_decoder_kind(const cd_decoder *decoder, uint32_t kind) {
  return view_of(decoder->documents.kinds[kind]);
}

bool cd_parse_number(const char *text, size_t length, double *number) {
  std::string copy(text, length);
  copy.push_back(' ');
  const auto *start = reinterpret_cast<const uint8_t *>(copy.data());
  if (*start == '+') start++;
  const auto *end = reinterpret_cast<const uint8_t *>(copy.data()) + length;
  double value;
  const auto result = std::from_chars(
    reinterpret_cast<const char *>(start), reinterpret_cast<const char *>(end), value);
  if (result.ec != std::errc() || result.ptr != reinterpret_cast<const char *>(end)) return false;
  if (!std::isfinite(value)) return false;
  *number = value;
  return true;
}

uint64_t cd_hash64(const uint8_t *bytes, size_t length) { return fnv64(bytes, length); }
uint32_t cd_hash32(const uint8_t *bytes, size_t length) { return fnv32(bytes, length); }
