// Every entry point of the double passes here first: the call is counted, and a failure that a test asked for happens.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "acl_types.h"

namespace cann_double {

class DOUBLE_EXPORT Entry {
 public:
  explicit Entry(const char* name) : name_(name) {}

  // Counts one call; returns the injected code if this call is to fail, else 0.
  int enter();

  // The nth call from now (1 = the next) and the times - 1 calls after it fail; times < 0: all from then on.
  void fail(int64_t nth, int64_t times, int code);
  void clear_failure();
  void reset_calls();
  int64_t calls() const;
  const char* name() const { return name_; }

 private:
  const char* const name_;
  mutable std::mutex mutex_;
  int64_t calls_ = 0;
  int64_t until_failure_ = 0;  // calls that still pass; meaningless while failures_left_ is 0
  int64_t failures_left_ = 0;  // negative: without end
  int code_ = 0;
};

// The entry of that name; null if the double has none.
DOUBLE_EXPORT Entry* find_entry(const char* name);
// The entry of that name, which must exist.
DOUBLE_EXPORT Entry& entry(const char* name);
const std::vector<Entry*>& all_entries();

// Arms "symbol:nth:code" or "symbol:nth:code:times", comma-separated; returns false and names the bad part otherwise.
bool arm_failures(const std::string& text, std::string* problem);

}  // namespace cann_double

// First line of an entry point: an injected failure returns `on_failure`, in which `injected` is the code.
#define DOUBLE_ENTER(symbol, on_failure)                                        \
  do {                                                                          \
    static ::cann_double::Entry& double_entry = ::cann_double::entry(symbol);   \
    [[maybe_unused]] const int injected = double_entry.enter();                 \
    if (injected != 0) {                                                        \
      return on_failure;                                                        \
    }                                                                           \
  } while (false)
