// What a call hands out: columns of readings and the groups of everything else.
#pragma once

#include "CDocuments.h"

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace documents {

/// Numbers texts in order of first appearance.
class Interned {
public:
  uint32_t number(const std::string &text) {
    const auto [entry, is_new] =
      numbers.try_emplace(text, static_cast<uint32_t>(numbers.size()));
    if (is_new) texts.push_back(text);
    return entry->second;
  }
  const std::string &operator[](uint32_t number) const { return texts[number]; }
  size_t count() const { return texts.size(); }

private:
  std::unordered_map<std::string, uint32_t> numbers;
  std::deque<std::string> texts;
};

/// Columns that grow together; a reading is written with one check of the room.
class Columns {
public:
  size_t count = 0;
  std::vector<int64_t> measured_at;
  std::vector<uint32_t> document_hash;
  std::vector<uint32_t> device_index;
  std::vector<double> values[CD_COLUMN_COUNT];

  void append(int64_t instant, uint32_t hash, uint32_t device, const double *row) {
    if (count == measured_at.size()) grow();
    measured_at[count] = instant;
    document_hash[count] = hash;
    device_index[count] = device;
    for (int i = 0; i < CD_COLUMN_COUNT; i++) values[i][count] = row[i];
    count++;
  }

private:
  void grow() {
    const size_t room = count == 0 ? 1024 : count * 2;
    measured_at.resize(room);
    document_hash.resize(room);
    device_index.resize(room);
    for (auto &column : values) column.resize(room);
  }
};

/// The groups of one call.
class Batch {
public:
  Columns readings;
  std::vector<uint32_t> devices;
  std::vector<cd_other_event> other_events;
  std::vector<cd_rejected_document> rejected;
  /// Texts that `rejected` points to.
  std::deque<std::string> texts;
  size_t document_count = 0, design_document_count = 0, deleted_count = 0;

  /// How far the batch had come, to take a document back.
  struct Mark {
    size_t readings, other_events, rejected, documents, design, deleted;
  };
  Mark mark() const {
    return {readings.count, other_events.size(), rejected.size(), document_count,
            design_document_count, deleted_count};
  }
  void return_to(const Mark &mark) {
    readings.count = mark.readings;
    other_events.resize(mark.other_events);
    rejected.resize(mark.rejected);
    document_count = mark.documents;
    design_document_count = mark.design;
    deleted_count = mark.deleted;
  }

  void clear() {
    readings.count = 0;
    devices.clear();
    other_events.clear();
    rejected.clear();
    texts.clear();
    document_count = design_document_count = deleted_count = 0;
  }

  bool has_extended() const {
    for (int i = CD_COLUMN_EXTENDED; i < CD_COLUMN_EXTENDED + CD_EXTENDED_COUNT; i++) {
      const double *column = readings.values[i].data();
      for (size_t at = 0; at < readings.count; at++) {
        if (column[at] != 0) return true;
      }
    }
    return false;
  }

  cd_batch view() const;
};

}  // namespace documents
