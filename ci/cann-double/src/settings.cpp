#include "settings.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>

#include "entry.h"

namespace cann_double {
namespace {

std::mutex& text_mutex() {
  static auto* instance = new std::mutex();
  return *instance;
}

std::string text(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// A misspelt switch must not pass for a test that ran with it.
int64_t number(const char* name, int64_t fallback, int64_t least, int64_t most) {
  const std::string value = text(name);
  if (value.empty()) return fallback;
  char* end = nullptr;
  const long long read = std::strtoll(value.c_str(), &end, 10);
  if (*end != '\0' || read < least || read > most) {
    std::fprintf(stderr, "cann-double: %s must be a whole number in [%lld, %lld], found \"%s\"\n", name,
                 static_cast<long long>(least), static_cast<long long>(most), value.c_str());
    std::abort();
  }
  return read;
}

}  // namespace

Settings::Settings() = default;

void Settings::reset() {
  device_count = static_cast<int>(number("CANN_DOUBLE_DEVICES", 1, 0, 64));
  memory_limit = number("CANN_DOUBLE_MEMORY_LIMIT", int64_t{32} << 30, 0, INT64_MAX);
  strictness = static_cast<int>(number("CANN_DOUBLE_STRICT", 2, 0, 2));
  emulation = static_cast<int>(number("CANN_DOUBLE_PRECISION", 0, 0, 4));
  mantissa_bits = static_cast<int>(number("CANN_DOUBLE_MANTISSA_BITS", 11, 2, 23));
  task_delay_us = number("CANN_DOUBLE_TASK_DELAY_US", 0, 0, 10000000);
  ops_package = static_cast<int>(number("CANN_DOUBLE_OPS_PACKAGE", 0, 0, 2));
  log = number("CANN_DOUBLE_LOG", 0, 0, 1) != 0;
  threads = static_cast<int>(number("CANN_DOUBLE_THREADS", 1, 1, 256));
  set_lock_folder(text("CANN_DOUBLE_LOCK_DIR"));
  set_dump_folder(text("CANN_DOUBLE_DUMP_DIR"));
}

std::string Settings::lock_folder() const {
  const std::lock_guard<std::mutex> lock(text_mutex());
  return lock_folder_;
}

void Settings::set_lock_folder(const std::string& folder) {
  const std::lock_guard<std::mutex> lock(text_mutex());
  lock_folder_ = folder;
}

std::string Settings::dump_folder() const {
  const std::lock_guard<std::mutex> lock(text_mutex());
  return dump_folder_;
}

void Settings::set_dump_folder(const std::string& folder) {
  const std::lock_guard<std::mutex> lock(text_mutex());
  dump_folder_ = folder;
}

Settings& settings() {
  static Settings* instance = [] {
    auto* made = new Settings();
    made->reset();
    std::string problem;
    if (!arm_failures(text("CANN_DOUBLE_FAIL"), &problem)) {
      std::fprintf(stderr,
                   "cann-double: CANN_DOUBLE_FAIL holds \"%s\", must be symbol:nth:code or symbol:nth:code:times\n",
                   problem.c_str());
      std::abort();
    }
    return made;
  }();
  return *instance;
}

}  // namespace cann_double
