// Events and their recordings.
#include "counters.h"
#include "streams.h"

namespace cann_double {

Mark::Mark(uint64_t stream, uint64_t position, Clock clock) : clock_(std::move(clock)) { clock_[stream] = position; }

void Mark::reach() {
  const std::lock_guard<std::mutex> lock(mutex_);
  reached_ = true;
  changed_.notify_all();
}

void Mark::wait() {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [this] { return reached_; });
}

Events& Events::instance() {
  static auto* instance = new Events();
  return *instance;
}

void* Events::create() {
  const std::lock_guard<std::mutex> lock(mutex_);
  void* handle = reinterpret_cast<void*>(static_cast<uintptr_t>(0xE0000000u + 16 * ++next_));
  live_[handle] = nullptr;
  ++counters().live_events;
  return handle;
}

bool Events::destroy(void* handle) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (live_.erase(handle) == 0) {
    ++counters().bad_handles;
    return false;
  }
  --counters().live_events;
  return true;
}

bool Events::set(void* handle, std::shared_ptr<Mark> mark) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = live_.find(handle);
  if (found == live_.end()) {
    ++counters().bad_handles;
    return false;
  }
  found->second = std::move(mark);
  return true;
}

bool Events::get(void* handle, std::shared_ptr<Mark>* mark) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = live_.find(handle);
  if (found == live_.end()) {
    ++counters().bad_handles;
    return false;
  }
  *mark = found->second;
  return true;
}

}  // namespace cann_double
