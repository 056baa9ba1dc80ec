// Whether two decoders say the same of the same bytes.
#pragma once

#include <cstring>

#include "CDocuments.h"

namespace comparing {

inline bool same(cd_text left, cd_text right) {
  return (left.bytes == nullptr) == (right.bytes == nullptr) && left.length == right.length
    && (left.length == 0 || memcmp(left.bytes, right.bytes, left.length) == 0);
}

template <typename Value>
bool same(const Value *left, const Value *right, size_t count) {
  return count == 0 || memcmp(left, right, count * sizeof(Value)) == 0;
}

inline bool same_readings(const cd_decoder *left, const cd_decoder *right) {
  const cd_batch &a = *cd_decoder_batch(left), &b = *cd_decoder_batch(right);
  const size_t count = a.reading_count;
  if (count != b.reading_count || a.device_count != b.device_count) return false;
  for (size_t i = 0; i < a.device_count; ++i) {
    const bool is_same = same(cd_decoder_device_type(left, a.devices[i]),
                              cd_decoder_device_type(right, b.devices[i]))
      && same(cd_decoder_device_id(left, a.devices[i]), cd_decoder_device_id(right, b.devices[i]));
    if (!is_same) return false;
  }
  for (int i = 0; i < CD_COLUMN_COUNT; ++i) {
    if (!same(a.columns[i], b.columns[i], count)) return false;
  }
  return a.has_extended == b.has_extended && same(a.measured_at, b.measured_at, count)
    && same(a.document_hash, b.document_hash, count)
    && same(a.device_index, b.device_index, count);
}

inline bool same_others(const cd_decoder *left, const cd_decoder *right) {
  const cd_batch &a = *cd_decoder_batch(left), &b = *cd_decoder_batch(right);
  if (a.other_event_count != b.other_event_count) return false;
  for (size_t i = 0; i < a.other_event_count; ++i) {
    const cd_other_event &x = a.other_events[i], &y = b.other_events[i];
    if (x.content_hash != y.content_hash) return false;
    if (!same(cd_decoder_kind(left, x.kind), cd_decoder_kind(right, y.kind))) return false;
  }
  return true;
}

inline bool same_rejected(const cd_batch &a, const cd_batch &b) {
  if (a.rejected_count != b.rejected_count) return false;
  for (size_t i = 0; i < a.rejected_count; ++i) {
    const cd_rejected_document &x = a.rejected[i], &y = b.rejected[i];
    const bool is_same = x.reason == y.reason && same(x.document_id, y.document_id)
      && x.body.bytes == y.body.bytes && x.body.length == y.body.length;
    if (!is_same) return false;
  }
  return true;
}

/// Whether both decoders found the same in what they were given last.
inline bool same_batches(const cd_decoder *left, const cd_decoder *right) {
  const cd_batch &a = *cd_decoder_batch(left), &b = *cd_decoder_batch(right);
  return a.document_count == b.document_count
    && a.design_document_count == b.design_document_count && a.deleted_count == b.deleted_count
    && same_readings(left, right) && same_others(left, right) && same_rejected(a, b);
}

}  // namespace comparing
