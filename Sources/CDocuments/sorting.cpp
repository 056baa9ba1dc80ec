// Which group a document belongs to, once its members are known.
#include "content.hpp"
#include "document.hpp"

namespace documents {

namespace {

std::string text_of(Raw raw) {
  std::string text;
  unescape(raw, text);
  return text;
}

bool same(Raw raw, const std::string &text) {
  return raw.length == text.size() &&
    (raw.length == 0 || same_bytes(raw.bytes, reinterpret_cast<const uint8_t *>(text.data()), raw.length));
}

std::string bytes_of(Raw raw) {
  return std::string(reinterpret_cast<const char *>(raw.bytes), raw.length);
}

bool starts_with(Raw raw, const char *prefix) {
  const size_t length = std::strlen(prefix);
  if (raw.length > 0 && *raw.bytes != static_cast<uint8_t>(*prefix) && *raw.bytes != '\\') {
    return false;
  }
  if (!raw.has_escapes()) {
    return raw.length >= length && std::memcmp(raw.bytes, prefix, length) == 0;
  }
  return text_of(raw).compare(0, length, prefix) == 0;
}

}  // namespace

void Documents::sort(const Tokens &start) {
  if (has_id() && starts_with(found[id].raw, "_design/")) {
    batch.design_document_count++;
  } else if (found[deleted].token && found[deleted].lead == 't') {
    batch.deleted_count++;
  } else {
    sort_event(start, text_at(start, standard.device_type, device_type, type_id));
  }
}

void Documents::sort_event(const Tokens &start, Raw type) {
  Mapping &mapping = mapping_for(type);
  if (data_mapping != nullptr && data_mapping != &mapping) {
    Tokens again = start;
    again.next = found[data].token;
    take_data(again, mapping);
  }
  const Raw device = text_at(start, mapping.device_id, device_id, device_id);
  if (device.length == 0) return reject(CD_REASON_MISSING_DEVICE_ID);
  if (found[data].token == nullptr) return count_other(start, "not JSON");
  if (data_mapping == nullptr) return count_other(start, "data is not an object");
  if ((present & acceleration_fields) != acceleration_fields) {
    return count_other(start, event_kind(type));
  }
  sort_reading(start, mapping, type, device);
}

void Documents::sort_reading(const Tokens &start, const Mapping &mapping, Raw type, Raw device) {
  for (int axis = 0; axis < 3; axis++) values[axis] *= mapping.unit;
  const bool is_usable = (numeric & acceleration_fields) == acceleration_fields &&
    std::isfinite(values[0]) && std::isfinite(values[1]) && std::isfinite(values[2]);
  if (!is_usable) return reject(CD_REASON_INVALID_ACCELERATION);
  int64_t instant = 0;
  switch (time_of(start, mapping, instant)) {
    case Time::missing: return reject(CD_REASON_MISSING_TIMESTAMP);
    case Time::invalid: return reject(CD_REASON_INVALID_TIMESTAMP);
    case Time::found: break;
  }
  const uint32_t index = index_in_batch(device_number(type, device));
  batch.readings.append(instant, hash32(start), index, values);
}

void Documents::count_other(const Tokens &start, const std::string &kind) {
  batch.other_events.push_back(cd_other_event{kinds.number(kind), hash64(start)});
}

std::string Documents::event_kind(Raw type) const {
  const Member &own = found[event_type].token ? found[event_type] : found[event_id];
  const std::string event = own.token && own.is_string() ? text_of(own.raw) : std::string();
  return (type.length ? text_of(type) : "?") + "/" + (event.empty() ? "?" : event);
}

void Documents::reject(cd_reason reason) {
  cd_text own_id{};
  if (has_id()) {
    batch.texts.push_back(text_of(found[id].raw));
    const std::string &text = batch.texts.back();
    own_id = cd_text{reinterpret_cast<const uint8_t *>(text.data()), text.size()};
  }
  batch.rejected.push_back(cd_rejected_document{reason, own_id, body});
}

Mapping &Documents::mapping_for(Raw type) {
  if (others.empty()) return standard;
  if (last_mapping && same(type, last_mapped_type)) return *last_mapping;
  const std::string text = text_of(type);
  last_mapping = &standard;
  for (auto &[name, mapping] : others) {
    if (name == text) last_mapping = &mapping;
  }
  last_mapped_type = bytes_of(type);
  return *last_mapping;
}

bool Documents::locate(
  const Tokens &start, const Place &place, Field field, Member &member
) const {
  if (place.is_standard && found[field].token != nullptr) {
    member = found[field];
    return true;
  }
  Tokens value;
  const bool exists = (!place.is_standard && find(start, place.path, value)) ||
    (data_mapping != nullptr && find(data_object, place.path, value));
  if (!exists) return false;
  member.token = value.next;
  member.lead = value.peek();
  if (member.is_string()) member.raw = value.take_string();
  return true;
}

Raw Documents::text_at(
  const Tokens &start, const Place &place, Field field, Field other
) const {
  Member member;
  const bool has_other =
    place.is_standard && found[field].token == nullptr && found[other].token != nullptr;
  if (has_other) {
    member = found[other];
  } else if (!locate(start, place, field, member)) {
    return Raw{};
  }
  if (member.is_string()) return member.raw;
  if (member.lead != '-' && !is_digit(member.lead)) return Raw{};
  const uint8_t *const first = start.text + *member.token, *last = first;
  while (last < start.text + start.length && !ends_scalar(*last)) last++;
  return Raw{first, static_cast<size_t>(last - first)};
}

uint32_t Documents::device_number(Raw type, Raw device) {
  if (last_device != UINT32_MAX && same(device, last_id) && same(type, last_type)) {
    return last_device;
  }
  last_id = bytes_of(device);
  last_type = bytes_of(type);
  const uint32_t type_number = device_types.number(text_of(type));
  const uint32_t id_number = device_ids.number(text_of(device));
  const auto [entry, is_new] = device_numbers.try_emplace(
    static_cast<uint64_t>(type_number) << 32 | id_number, static_cast<uint32_t>(devices.size()));
  if (is_new) {
    devices.emplace_back(type_number, id_number);
    batch_index.emplace_back(0, 0);
  }
  return last_device = entry->second;
}

uint32_t Documents::index_in_batch(uint32_t device) {
  auto &[number, index] = batch_index[device];
  if (number != batch_number) {
    number = batch_number;
    index = static_cast<uint32_t>(batch.devices.size());
    batch.devices.push_back(device);
  }
  return index;
}

Documents::Time Documents::time_of(
  const Tokens &start, const Mapping &mapping, int64_t &instant
) const {
  Member member;
  if (!locate(start, mapping.timestamp, timestamp, member) || member.lead == 'n') {
    return time_of_id(instant) ? Time::found : Time::missing;
  }
  bool is_valid = false;
  if (member.is_string()) {
    const Raw raw = member.raw;
    is_valid = cd_parse_timestamp(reinterpret_cast<const char *>(raw.bytes), raw.length, &instant);
    if (!is_valid && raw.has_escapes()) {
      const std::string text = text_of(raw);
      is_valid = cd_parse_timestamp(text.data(), text.size(), &instant);
    }
  } else if (member.lead == '-' || is_digit(member.lead)) {
    Tokens number = start;
    number.next = member.token;
    double value = 0;
    is_valid = number.take_number(&value) && cd_instant_of_number(value, &instant);
  }
  return is_valid || time_of_id(instant) ? Time::found : Time::invalid;
}

bool Documents::time_of_id(int64_t &instant) const {
  const Member &own = found[id];
  return has_id() &&
    cd_time_of_uuid(reinterpret_cast<const char *>(own.raw.bytes), own.raw.length, &instant);
}

uint64_t Documents::hash64(const Tokens &start) const {
  const Member &own = found[id];
  if (!has_id()) return content_hash(start);
  if (!own.raw.has_escapes()) return fnv64(own.raw.bytes, own.raw.length);
  const std::string text = text_of(own.raw);
  return fnv64(reinterpret_cast<const uint8_t *>(text.data()), text.size());
}

uint32_t Documents::hash32(const Tokens &start) const {
  const Member &own = found[id];
  if (!has_id()) return folded(content_hash(start));
  if (!own.raw.has_escapes()) return fnv32(own.raw.bytes, own.raw.length);
  const std::string text = text_of(own.raw);
  return fnv32(reinterpret_cast<const uint8_t *>(text.data()), text.size());
}

}  // namespace documents
