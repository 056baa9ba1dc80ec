// One document: which group it belongs to, and its reading.
#pragma once

#include "columns.hpp"
#include "likeness.hpp"
#include "mapping.hpp"
#include "structure.hpp"

namespace documents {

/// Sorts documents into the groups of a batch. Keeps devices, kinds and mappings between batches.
class Documents {
public:
  explicit Documents(const cd_mapping &standard);

  void add_mapping(std::string device_type, const cd_mapping &mapping);
  void start_batch();

  /// Sorts the value at the cursor and steps over it. False where it is no JSON; then nothing was
  /// counted, and the cursor stands somewhere within it.
  bool take(Tokens &tokens);
  /// Takes the document that was taken last, a reading, for what others may be like. False where that
  /// is of no use. Its tokens are those from `start` to `after`.
  bool learn(const Tokens &start, const uint32_t *after, Likeness &likeness);
  /// Takes a document that is like a known one. Its hash is there after `hash_last`, which has to be
  /// called before anything else is taken.
  void take_like(const Likeness &likeness, const Likeness::Reading &reading);
  void hash_last();
  /// Counts a stretch of text as a document that is no JSON.
  void reject_text(const uint8_t *text, size_t length);

  Batch batch;
  Interned device_types, device_ids, kinds;
  /// For each device, its type and id as numbers of `device_types` and `device_ids`.
  std::vector<std::pair<uint32_t, uint32_t>> devices;
  /// Set where the text may hold bytes that are no UTF-8.
  bool checks_utf8 = false;

private:
  /// One member of the document: a cursor at its value, and the text of a string.
  struct Member {
    const uint32_t *token = nullptr;
    uint8_t lead = 0;
    Raw raw;

    bool is_string() const { return lead == '"'; }
  };
  enum Field : uint32_t {
    id, device_type, type_id, device_id, event_type, event_id, timestamp, data, deleted,
    field_count
  };
  enum class Time { found, missing, invalid };

  bool take_members(Tokens &tokens);
  bool take_member(Tokens &tokens, Field field);
  bool take_data(Tokens &tokens, Mapping &mapping);
  bool take_fields(Tokens &tokens, Mapping &mapping, int32_t set);
  bool take_field(Tokens &tokens, uint32_t fields);
  void clear_fields();
  bool note_places(const Tokens &start, Mapping &mapping);
  bool is_member(const uint32_t *token) const;

  void sort(const Tokens &start);
  void sort_event(const Tokens &start, Raw type);
  void sort_reading(const Tokens &start, const Mapping &mapping, Raw type, Raw device);
  void count_other(const Tokens &start, const std::string &kind);
  void reject(cd_reason reason);
  std::string event_kind(Raw type) const;

  Mapping &mapping_for(Raw type);
  bool locate(const Tokens &start, const Place &place, Field field, Member &member) const;
  Raw text_at(const Tokens &start, const Place &place, Field field, Field other) const;
  uint32_t device_number(Raw type, Raw id);
  uint32_t index_in_batch(uint32_t device);
  Time time_of(const Tokens &start, const Mapping &mapping, int64_t &instant) const;
  bool time_of_id(int64_t &instant) const;
  bool has_id() const {
    return found[id].token != nullptr && found[id].is_string() && found[id].raw.length > 0;
  }
  uint64_t hash64(const Tokens &start) const;
  uint32_t hash32(const Tokens &start) const;

  Names members;
  Mapping standard;
  std::deque<std::pair<std::string, Mapping>> others;

  // The document at hand.
  Member found[field_count];
  Tokens data_object;
  Mapping *data_mapping = nullptr;
  uint32_t present = 0, numeric = 0;
  double values[CD_COLUMN_COUNT];
  cd_text body{};
  /// Where its fields stand, if that is noted.
  struct FieldPlace {
    const uint32_t *token;
    uint32_t fields;
  };
  std::vector<FieldPlace> places;
  bool notes_places = false;
  /// The ids of the last readings, whose hashes are not there yet.
  Raw unhashed[4];
  size_t unhashed_count = 0;

  // The device and mapping of the document before.
  std::string last_type, last_id;
  uint32_t last_device = UINT32_MAX;
  std::string last_mapped_type;
  Mapping *last_mapping = nullptr;
  std::unordered_map<uint64_t, uint32_t> device_numbers;
  /// For each device, the batch it was last seen in and its index there.
  std::vector<std::pair<uint64_t, uint32_t>> batch_index;
  uint64_t batch_number = 0;
};

}  // namespace documents
