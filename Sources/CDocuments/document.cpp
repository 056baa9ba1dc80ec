// Reading one document's members, and its fields by the mapping in force.
#include "document.hpp"

#include <limits>

namespace documents {

Documents::Documents(const cd_mapping &standard) : standard(standard) {
  static constexpr const char *names[field_count] = {
    "_id", "deviceType", "typeId", "deviceId", "eventType", "eventId", "timestamp", "data",
    "_deleted"};
  for (uint32_t field = 0; field < field_count; field++) members[names[field]].fields = field + 1;
}

void Documents::add_mapping(std::string device_type, const cd_mapping &mapping) {
  others.emplace_back(std::move(device_type), Mapping(mapping));
}

void Documents::start_batch() {
  batch.clear();
  batch_number++;
  checks_utf8 = false;
  unhashed_count = 0;
}

bool Documents::take(Tokens &tokens) {
  const Tokens start = tokens;
  const size_t first = tokens.position();
  const bool is_object = tokens.peek() == '{';
  for (auto &member : found) member.token = nullptr;
  data_mapping = nullptr;
  tokens.faulty_string = false;
  if (!(is_object ? take_members(tokens) : tokens.skip_value())) return false;
  size_t end = tokens.position();
  while (end > first && (is_space(tokens.text[end - 1]) || tokens.text[end - 1] == ',')) end--;
  if (is_object) end = *(tokens.next - 1) + 1;
  body = cd_text{tokens.text + first, end - first};

  batch.document_count++;
  const bool has_valid_text =
    !tokens.faulty_string && (!checks_utf8 || Structure::is_utf8(body.bytes, body.length));
  if (!has_valid_text) {
    reject(CD_REASON_INVALID_JSON);
  } else if (!is_object) {
    reject(CD_REASON_NOT_AN_OBJECT);
  } else {
    sort(start);
  }
  return true;
}

void Documents::reject_text(const uint8_t *text, size_t length) {
  while (length > 0 && is_space(text[length - 1])) length--;
  for (auto &member : found) member.token = nullptr;
  body = cd_text{text, length};
  batch.document_count++;
  reject(CD_REASON_INVALID_JSON);
}

bool Documents::take_members(Tokens &tokens) {
  ++tokens.next;
  if (tokens.take('}')) return true;
  for (size_t place = 0;; place++) {
    const Names::Meaning *const meaning = members.take(tokens, place);
    if (meaning == nullptr) return false;
    const uint32_t field = meaning->fields;
    const bool taken =
      field == 0 ? tokens.skip_value() : take_member(tokens, static_cast<Field>(field - 1));
    if (!taken) return false;
    if (!tokens.take(',')) return tokens.take('}');
  }
}

bool Documents::take_member(Tokens &tokens, Field field) {
  Member &member = found[field];
  member.token = tokens.next;
  member.lead = tokens.peek();
  if (member.lead == '"') {
    member.raw = tokens.take_string();
    if (member.raw.has_escapes() && !Tokens::escapes_are_valid(member.raw)) {
      tokens.faulty_string = true;
    }
    return true;
  }
  if (field != data) return tokens.skip_value();
  data_mapping = nullptr;
  if (member.lead != '{') return tokens.skip_value();
  // Usually the type stands before the data; where it does not, the data is read again.
  const Member &type = found[device_type];
  const bool knows_type = !others.empty() && type.token != nullptr && type.is_string();
  return take_data(tokens, knows_type ? mapping_for(type.raw) : standard);
}

bool Documents::take_data(Tokens &tokens, Mapping &mapping) {
  data_mapping = &mapping;
  if (tokens.end - tokens.next > 3) {
    Tokens within = tokens;
    Raw name;
    ++within.next;
    if (within.take_name(name) && name.length == 1 && *name.bytes == 'd' &&
        within.peek() == '{') {
      data_object = within;
      clear_fields();
      if (take_fields(within, mapping, 0) && within.take('}')) {
        tokens = within;
        return true;
      }
    }
  }
  data_object = tokens;
  clear_fields();
  return take_fields(tokens, mapping, 0);
}

bool Documents::take_fields(Tokens &tokens, Mapping &mapping, int32_t set) {
  Names &names = mapping.set(set);
  ++tokens.next;
  if (tokens.take('}')) return true;
  for (size_t place = 0;; place++) {
    const Names::Meaning *const known = names.take(tokens, place);
    if (known == nullptr) return false;
    const Names::Meaning meaning = *known;
    bool taken;
    if (meaning.child >= 0 && tokens.peek() == '{') {
      present |= meaning.fields;
      taken = take_fields(tokens, mapping, meaning.child);
    } else if (meaning.fields != 0) {
      taken = take_field(tokens, meaning.fields);
    } else {
      taken = tokens.skip_value();
    }
    if (!taken) return false;
    if (!tokens.take(',')) return tokens.take('}');
  }
}

namespace {

constexpr double absent_value(int column) {
  return column >= CD_COLUMN_PROXIMITY ? std::numeric_limits<double>::quiet_NaN() : 0;
}

}  // namespace

bool Documents::take_field(Tokens &tokens, uint32_t fields) {
  const uint8_t lead = tokens.peek();
  const bool is_number = lead == '-' || is_digit(lead);
  if (notes_places) places.push_back({tokens.next, fields});
  double value = 0;
  if (!(is_number ? tokens.take_number(&value) : tokens.skip_value())) return false;
  const bool is_usable = is_number && std::isfinite(value);
  present |= fields;
  numeric = is_usable ? numeric | fields : numeric & ~fields;
  for (uint32_t rest = fields; rest != 0; rest &= rest - 1) {
    const int column = __builtin_ctz(rest);
    values[column] = is_usable ? value : absent_value(column);
  }
  return true;
}

void Documents::clear_fields() {
  present = numeric = 0;
  places.clear();
  for (int column = 0; column < CD_COLUMN_COUNT; column++) values[column] = absent_value(column);
}

}  // namespace documents
