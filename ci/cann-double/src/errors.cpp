#include "errors.h"

#include <cstdio>
#include <deque>
#include <mutex>

#include "settings.h"

namespace cann_double {
namespace {

constexpr size_t kKept = 64;

thread_local std::string recent;  // empty: none
thread_local std::string handed_out;

struct All {
  std::mutex mutex;
  std::deque<std::string> texts;
};

All& all() {
  static auto* instance = new All();
  return *instance;
}

}  // namespace

void report(const std::string& error_code, const std::string& text) {
  const std::string line = error_code.empty() ? text : error_code + ": " + text;
  if (!recent.empty()) recent += '\n';
  recent += line;
  {
    const std::lock_guard<std::mutex> lock(all().mutex);
    all().texts.push_back(line);
    if (all().texts.size() > kKept) all().texts.pop_front();
  }
  if (settings().log) std::fprintf(stderr, "cann-double: %s\n", line.c_str());
}

aclError fail(aclError code, const std::string& text) {
  report("", text + " (code " + std::to_string(code) + ")");
  return code;
}

const char* take_recent_error() {
  if (recent.empty()) return nullptr;
  handed_out.swap(recent);
  recent.clear();
  return handed_out.c_str();
}

std::string all_errors() {
  const std::lock_guard<std::mutex> lock(all().mutex);
  std::string text;
  for (const std::string& line : all().texts) text += line + '\n';
  return text;
}

void clear_errors() {
  const std::lock_guard<std::mutex> lock(all().mutex);
  all().texts.clear();
}

}  // namespace cann_double
