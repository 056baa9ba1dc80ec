// The floor of an import and of a pull: simdjson alone reads the same members of the same documents,
// one thread.
//
//   c++ -O3 -std=c++17 Benchmarks/floors/simdjson.cpp -lsimdjson -o /tmp/floor
//   /tmp/floor FILE…              files of one document a line
//   /tmp/floor --pages FILE…      files that each hold one answer of _all_docs
#include <simdjson.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <string_view>

using namespace simdjson;

static size_t documents, characters;
static double sum;

static void read(ondemand::object document) {
  for (auto field : document) {
    std::string_view key = field.unescaped_key();
    if (key == "data") {
      for (auto value : field.value().get_object()) {
        double number;
        characters += value.unescaped_key().value().size();
        if (value.value().get_double().get(number) == SUCCESS) sum += number;
      }
    } else {
      std::string_view value;
      if (field.value().get_string().get(value) == SUCCESS) characters += value.size();
    }
  }
  documents++;
}

static bool read_lines(ondemand::parser &parser, padded_string &text) {
  ondemand::document_stream stream;
  if (parser.iterate_many(text, 1 << 20).get(stream)) return false;
  for (auto document : stream) read(document.get_object());
  return true;
}

static bool read_page(ondemand::parser &parser, padded_string &text) {
  ondemand::document page;
  if (parser.iterate(text).get(page)) return false;
  for (auto row : page["rows"].get_array()) read(row["doc"].get_object());
  return true;
}

int main(int count, char **arguments) {
  const bool are_pages = count > 1 && std::strcmp(arguments[1], "--pages") == 0;
  ondemand::parser parser;
  size_t bytes = 0;
  double seconds = 0;
  for (int index = are_pages ? 2 : 1; index < count; index++) {
    padded_string text;
    if (padded_string::load(arguments[index]).get(text)) return 1;
    bytes += text.size();
    auto start = std::chrono::steady_clock::now();
    if (!(are_pages ? read_page(parser, text) : read_lines(parser, text))) return 1;
    seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  std::printf("simdjson alone: %zu documents, %.3f s, %.2f M documents/s, %.2f GB/s (check %.3f %zu)\n",
              documents, seconds, documents / seconds / 1e6, bytes / seconds / 1e9, sum, characters);
}
