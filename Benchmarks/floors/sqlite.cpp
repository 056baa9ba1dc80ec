// The floor of a detection: SQLite's C interface alone hands out the same blobs of a store, which are
// added up. One process a core, each with every n-th hour.
//
//   c++ -O3 -std=c++17 Benchmarks/floors/sqlite.cpp -lsqlite3 -o /tmp/scan
//   /tmp/scan STORE PART PARTS
#include <sqlite3.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

int main(int count, char **arguments) {
  sqlite3 *database;
  sqlite3_stmt *rows;
  if (count != 4 ||
      sqlite3_open_v2(arguments[1], &database, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK ||
      sqlite3_prepare_v2(
        database,
        "SELECT count, time_offset_ms, document_hash, acceleration_x, acceleration_y,"
        " acceleration_z, proximity FROM segment WHERE start_ms / 3600000 % ? = ?",
        -1, &rows, nullptr) != SQLITE_OK) {
    return 1;
  }
  sqlite3_bind_int(rows, 1, std::atoi(arguments[3]));
  sqlite3_bind_int(rows, 2, std::atoi(arguments[2]));
  long long readings = 0;
  uint64_t sum = 0;
  while (sqlite3_step(rows) == SQLITE_ROW) {
    readings += sqlite3_column_int64(rows, 0);
    for (int column = 1; column < 7; column++) {
      const auto *blob = static_cast<const char *>(sqlite3_column_blob(rows, column));
      const int words = sqlite3_column_bytes(rows, column) / 4;
      for (int word = 0; word < words; word++) {
        uint32_t value;
        std::memcpy(&value, blob + 4 * word, 4);
        sum += value;
      }
    }
  }
  std::printf("%lld readings (check %llu)\n", readings, static_cast<unsigned long long>(sum));
}
