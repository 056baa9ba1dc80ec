// The floor of an import: simdjson alone reads the same members of the same documents, one thread.
//
//   c++ -O3 -std=c++17 Benchmarks/simdjson-floor.cpp -lsimdjson -o /tmp/floor && /tmp/floor FILE…
#include <simdjson.h>

#include <chrono>
#include <cstdio>
#include <string_view>

using namespace simdjson;

int main(int count, char **files) {
  ondemand::parser parser;
  size_t documents = 0, bytes = 0, characters = 0;
  double sum = 0, seconds = 0;
  for (int index = 1; index < count; index++) {
    padded_string text;
    if (padded_string::load(files[index]).get(text)) return 1;
    bytes += text.size();
    auto start = std::chrono::steady_clock::now();
    ondemand::document_stream stream;
    if (parser.iterate_many(text, 1 << 20).get(stream)) return 1;
    for (auto document : stream) {
      for (auto field : document.get_object()) {
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
    seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  std::printf("simdjson alone: %zu documents, %.2f s, %.2f M documents/s, %.2f GB/s (check %.3f %zu)\n",
              documents, seconds, documents / seconds / 1e6, bytes / seconds / 1e9, sum, characters);
}
