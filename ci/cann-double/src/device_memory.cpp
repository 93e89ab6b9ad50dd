#include "device_memory.h"

#include <sys/mman.h>

#include <cstring>
#include <new>

#include "counters.h"
#include "errors.h"
#include "settings.h"

namespace cann_double {
namespace {

constexpr size_t kAlignment = 512;
constexpr size_t kPage = 4096;
// What fresh device memory holds: as float32, -2.9e13 in every place, so that a read before a write shows.
constexpr int kFreshByte = 0xD5;

std::string hex(uintptr_t address) {
  char text[32];
  std::snprintf(text, sizeof text, "0x%zx", static_cast<size_t>(address));
  return text;
}

}  // namespace

DeviceMemory& DeviceMemory::instance() {
  static auto* instance = new DeviceMemory();
  return *instance;
}

DeviceMemory::DeviceMemory() {
  // Addresses cost nothing; a large reservation means that a freed address is not handed out again for long.
  for (size_t size = size_t{4} << 40; size >= size_t{1} << 30; size >>= 1) {
    void* got = mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (got == MAP_FAILED) continue;
    arena_ = next_ = reinterpret_cast<uintptr_t>(got);
    arena_size_ = size;
    return;
  }
}

uintptr_t DeviceMemory::place(size_t size) {
  const size_t step = (size + kPage + kAlignment - 1) / kAlignment * kAlignment;  // a gap of a page follows each block
  if (step > arena_size_) return 0;
  if (next_ + step <= arena_ + arena_size_) {
    const uintptr_t found = next_;
    next_ += step;
    return found;
  }
  // The reservation is used up: the first gap between live blocks that is large enough, over freed addresses.
  uintptr_t from = arena_;
  for (const auto& [base, block] : live_) {
    if (base - from >= step) break;
    from = (base + block->size + kPage + kAlignment - 1) / kAlignment * kAlignment;
  }
  if (from + step > arena_ + arena_size_) return 0;
  freed_.erase(freed_.lower_bound(from), freed_.lower_bound(from + step));
  return from;
}

bool DeviceMemory::take(int device, size_t size) {
  const int64_t after = used_[device] + static_cast<int64_t>(size);
  if (after > settings().memory_limit) return false;
  used_[device] = after;
  raise(counters().peak_device_bytes, counters().live_device_bytes += static_cast<int64_t>(size));
  return true;
}

aclError DeviceMemory::allocate(int device, size_t size, void** address) {
  if (address == nullptr) return fail(code::kRtParamInvalid, "aclrtMalloc: devPtr is null");
  if (size == 0) return fail(code::kRtParamInvalid, "aclrtMalloc: size must be positive, found 0");
  if (size > size_t{1} << 46) return fail(code::kRtMemoryAllocation, "aclrtMalloc: size is absurd");
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!take(device, size)) {
    return fail(code::kRtMemoryAllocation,
                "aclrtMalloc: device " + std::to_string(device) + " is out of memory: asked for " +
                    std::to_string(size) + " bytes, in use " + std::to_string(used_[device]) + ", limit " +
                    std::to_string(settings().memory_limit.load()));
  }
  auto block = std::make_shared<DeviceBlock>();
  block->bytes.reset(new (std::nothrow) char[size]);
  block->base = block->bytes == nullptr ? 0 : place(size);
  if (block->base == 0) {
    used_[device] -= static_cast<int64_t>(size);
    counters().live_device_bytes -= static_cast<int64_t>(size);
    return fail(code::kRtMemoryAllocation, "aclrtMalloc: this machine has no room for the double's device memory");
  }
  std::memset(block->bytes.get(), kFreshByte, size);
  block->size = size;
  block->device = device;
  live_[block->base] = block;
  ++counters().mallocs;
  ++counters().live_device_blocks;
  *address = reinterpret_cast<void*>(block->base);
  return code::kOk;
}

aclError DeviceMemory::release(void* address) {
  const auto base = reinterpret_cast<uintptr_t>(address);
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = live_.find(base);
  if (found == live_.end()) {
    ++counters().bad_frees;
    const char* why = freed_.count(base) != 0 ? "was freed before"
                      : owns(address)         ? "is inside a block or was never handed out"
                                              : "is not device memory";
    return fail(code::kRtParamInvalid, "aclrtFree: address " + hex(base) + " " + why);
  }
  const auto block = found->second;
  live_.erase(found);
  freed_[base] = block->size;
  used_[block->device] -= static_cast<int64_t>(block->size);
  counters().live_device_bytes -= static_cast<int64_t>(block->size);
  --counters().live_device_blocks;
  ++counters().frees;
  return code::kOk;
}

bool DeviceMemory::owns(const void* address) const {
  const auto at = reinterpret_cast<uintptr_t>(address);
  return arena_ != 0 && at >= arena_ && at - arena_ < arena_size_;
}

DeviceRange DeviceMemory::translate(const void* address, size_t size) const {
  DeviceRange range;
  const auto at = reinterpret_cast<uintptr_t>(address);
  if (!owns(address)) {
    range.problem = "address " + hex(at) + " is not device memory";
    return range;
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  auto after = live_.upper_bound(at);
  if (after != live_.begin()) {
    const auto& block = std::prev(after)->second;
    if (at - block->base < block->size) {
      const size_t offset = at - block->base;
      if (size > block->size - offset) {
        range.problem = std::to_string(size) + " bytes at " + hex(at) + " run over the end of a block of " +
                        std::to_string(block->size) + " bytes at " + hex(block->base);
        return range;
      }
      range.block = block;
      range.data = block->bytes.get() + offset;
      return range;
    }
  }
  auto freed = freed_.upper_bound(at);
  const bool was_freed = freed != freed_.begin() && at - std::prev(freed)->first < std::prev(freed)->second;
  range.problem = "address " + hex(at) + (was_freed ? " was freed" : " lies in no block");
  return range;
}

aclError DeviceMemory::reserve(int device, size_t size) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!take(device, size)) {
    return fail(code::kGeMemoryAllocation,
                "loading a model: device " + std::to_string(device) + " is out of memory: the model takes " +
                    std::to_string(size) + " bytes, in use " + std::to_string(used_[device]) + ", limit " +
                    std::to_string(settings().memory_limit.load()));
  }
  counters().live_model_bytes += static_cast<int64_t>(size);
  return code::kOk;
}

void DeviceMemory::unreserve(int device, size_t size) {
  const std::lock_guard<std::mutex> lock(mutex_);
  used_[device] -= static_cast<int64_t>(size);
  counters().live_device_bytes -= static_cast<int64_t>(size);
  counters().live_model_bytes -= static_cast<int64_t>(size);
}

HostMemory& HostMemory::instance() {
  static auto* instance = new HostMemory();
  return *instance;
}

aclError HostMemory::allocate(size_t size, void** address) {
  if (address == nullptr || size == 0) {
    return fail(code::kRtParamInvalid, "aclrtMallocHost: needs a place for the address and a positive size");
  }
  std::unique_ptr<char[]> bytes(new (std::nothrow) char[size]);
  if (bytes == nullptr) return fail(code::kRtMemoryAllocation, "aclrtMallocHost: out of host memory");
  const std::lock_guard<std::mutex> lock(mutex_);
  *address = bytes.get();
  live_[*address] = std::move(bytes);
  ++counters().live_host_blocks;
  return code::kOk;
}

aclError HostMemory::release(void* address) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (live_.erase(address) == 0) {
    ++counters().bad_frees;
    return fail(code::kRtParamInvalid, "aclrtFreeHost: the address is not a live block of aclrtMallocHost");
  }
  --counters().live_host_blocks;
  return code::kOk;
}

}  // namespace cann_double
