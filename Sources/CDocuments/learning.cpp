// What of a document may differ in one like it.
#include "bytes.hpp"
#include "document.hpp"

namespace documents {

namespace {

bool is_plain(Raw raw) {
  const uint8_t *const end = raw.bytes + raw.length;
  return end_of_plain_text(raw.bytes, end + 1) == end;
}

/// The number at a token, as it is written.
Raw number_at(const Tokens &tokens, const uint32_t *token) {
  const uint8_t *const first = tokens.text + *token, *last = first;
  while (!ends_scalar(*last)) last++;
  return Raw{first, static_cast<size_t>(last - first)};
}

}  // namespace

bool Documents::learn(const Tokens &start, const uint32_t *after, Likeness &likeness) {
  if (!has_id() || *found[id].raw.bytes == '_' || found[data].lead != '{') return false;
  if (body.length >= Likeness::length_limit) return false;
  if (std::memchr(body.bytes, '\n', body.length) != nullptr) return false;  // several lines
  const Raw type = text_at(start, standard.device_type, device_type, type_id);
  Mapping &mapping = mapping_for(type);
  const Raw device = text_at(start, mapping.device_id, device_id, device_id);
  Member time;
  if (!locate(start, mapping.timestamp, timestamp, time) || !time.is_string()) return false;
  if (!note_places(start, mapping)) return false;

  likeness.slots.clear();
  const auto add = [&](Likeness::Slot::Kind kind, Raw raw, uint32_t fields = 0) {
    const size_t from = static_cast<size_t>(raw.bytes - body.bytes);
    likeness.slots.push_back({kind, fields, from, from + raw.length});
  };
  Tokens tokens = start;
  auto place = places.begin();
  for (const uint32_t *token = start.next; token != after; token++) {
    const uint8_t lead = start.text[*token];
    const bool is_number = lead == '-' || is_digit(lead);
    if (lead != '"' && !is_number) continue;
    if (lead == '"' && token + 1 != after && start.text[token[1]] == ':') continue;  // a name
    tokens.next = token;
    const Raw raw = is_number ? number_at(tokens, token) : tokens.take_string();
    while (place != places.end() && place->token < token) ++place;
    const bool is_field = place != places.end() && place->token == token;
    const bool is_id = token == found[id].token, is_time = token == time.token;
    // What tells what the document is has to be the same.
    const bool is_fixed =
      raw.bytes == type.bytes || raw.bytes == device.bytes || is_member(token);
    if (is_id || is_time) {
      // These two have to be read, so they have to be slots, and nothing else.
      if (is_fixed || (is_id && is_time) || !is_plain(raw)) return false;
      add(is_time ? Likeness::Slot::Kind::instant : Likeness::Slot::Kind::id, raw);
    } else if (is_fixed) {
      continue;
    } else if (is_number) {
      add(is_field ? Likeness::Slot::Kind::number : Likeness::Slot::Kind::other_number, raw,
          is_field ? place->fields : 0);
    } else if (is_plain(raw)) {
      add(Likeness::Slot::Kind::other_string, raw);
    }
  }
  likeness.line.assign(reinterpret_cast<const char *>(body.bytes), body.length);
  const uint8_t *const next = body.bytes + body.length, *const end = start.text + start.length;
  likeness.line += end - next >= 2 && next[0] == '\r' && next[1] == '\n' ? "\r\n" : "\n";
  for (const auto &slot : likeness.slots) {
    if (slot.kind != Likeness::Slot::Kind::id) continue;
    const auto *const text = reinterpret_cast<const uint8_t *>(likeness.line.data());
    likeness.reading.id = Raw{text + slot.start, slot.end - slot.start};
  }
  likeness.reading.instant = batch.readings.measured_at[batch.readings.count - 1];
  std::copy(values, values + CD_COLUMN_COUNT, likeness.reading.values);
  likeness.device = last_device;
  likeness.unit = mapping.unit;
  return true;
}

/// Reads the fields again and notes where they stand. False where one column has several.
bool Documents::note_places(const Tokens &start, Mapping &mapping) {
  Tokens again = start;
  again.next = found[data].token;
  notes_places = true;
  take_data(again, mapping);
  notes_places = false;
  uint32_t filled = 0;
  for (const auto &place : places) {
    if ((filled & place.fields) != 0) return false;
    filled |= place.fields;
  }
  return true;
}

/// Whether the value at a token is one of those that say what a document is.
bool Documents::is_member(const uint32_t *token) const {
  for (const Field field : {device_type, type_id, device_id, event_type, event_id, deleted}) {
    if (found[field].token == token) return true;
  }
  return false;
}

void Documents::take_like(const Likeness &likeness, const Likeness::Reading &reading) {
  batch.document_count++;
  batch.readings.append(reading.instant, 0, index_in_batch(likeness.device), reading.values);
  unhashed[unhashed_count++] = reading.id;
  if (unhashed_count == 4) hash_last();
}

void Documents::hash_last() {
  if (unhashed_count == 0) return;
  uint32_t *const hashes = &batch.readings.document_hash[batch.readings.count - unhashed_count];
  const size_t length = unhashed[0].length;
  bool are_alike = unhashed_count == 4;
  for (size_t i = 1; i < unhashed_count; i++) are_alike &= unhashed[i].length == length;
  if (are_alike) {
    const uint8_t *const texts[] = {
      unhashed[0].bytes, unhashed[1].bytes, unhashed[2].bytes, unhashed[3].bytes};
    fnv32_of_four(texts, length, hashes);
  } else {
    for (size_t i = 0; i < unhashed_count; i++) {
      hashes[i] = fnv32(unhashed[i].bytes, unhashed[i].length);
    }
  }
  unhashed_count = 0;
}

}  // namespace documents
