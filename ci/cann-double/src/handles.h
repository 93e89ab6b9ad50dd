// Objects behind the opaque pointers of the C interface. A pointer that was not handed out, or was given back, is
// found out instead of followed.
#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>

#include "counters.h"

namespace cann_double {

template <class T>
class Handles {
 public:
  explicit Handles(Counter* live) : live_count_(live) {}

  T* add(std::unique_ptr<T> object) {
    const std::lock_guard<std::mutex> lock(mutex_);
    T* handle = object.get();
    live_[handle] = std::move(object);
    ++*live_count_;
    return handle;
  }

  bool remove(const void* handle) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (live_.erase(handle) == 0) {
      ++counters().bad_handles;
      return false;
    }
    --*live_count_;
    return true;
  }

  // The object, or null. It stays valid until its owner removes it.
  T* find(const void* handle) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = live_.find(handle);
    if (found == live_.end()) {
      ++counters().bad_handles;
      return nullptr;
    }
    return found->second.get();
  }

 private:
  Counter* const live_count_;
  std::mutex mutex_;
  std::unordered_map<const void*, std::unique_ptr<T>> live_;
};

}  // namespace cann_double
