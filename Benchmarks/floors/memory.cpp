// How fast this machine's memory moves: every core reads a block of its own, again and again.
//
//   c++ -O3 -march=native -std=c++17 -pthread Benchmarks/floors/memory.cpp -o /tmp/memory && /tmp/memory
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <thread>
#include <vector>

static uint64_t sum(const std::vector<uint64_t> &block) {
  uint64_t a = 0, b = 0, c = 0, d = 0;
  for (size_t i = 0; i + 4 <= block.size(); i += 4) {
    a += block[i], b += block[i + 1], c += block[i + 2], d += block[i + 3];
  }
  return a + b + c + d;
}

int main() {
  constexpr size_t bytes = 256u << 20, rounds = 8;
  const size_t cores = std::thread::hardware_concurrency();
  std::vector<std::vector<uint64_t>> blocks(cores, std::vector<uint64_t>(bytes / 8, 1));
  std::vector<uint64_t> sums(cores);
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (size_t core = 0; core < cores; core++) {
    threads.emplace_back([&, core] {
      for (size_t round = 0; round < rounds; round++) sums[core] += sum(blocks[core]);
    });
  }
  for (auto &thread : threads) thread.join();
  const double seconds =
    std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::printf("%.2f GB/s on %zu cores (check %llu)\n", cores * rounds * bytes / seconds / 1e9, cores,
              static_cast<unsigned long long>(sums[0]));
}
