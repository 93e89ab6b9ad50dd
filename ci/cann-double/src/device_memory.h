// Device memory that the host cannot touch. A device address is a place in a large reservation without access rights,
// so a dereference by the host faults; the double keeps the bytes elsewhere and translates.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "acl_types.h"

namespace cann_double {

struct DeviceBlock {
  uintptr_t base = 0;
  size_t size = 0;
  int device = 0;
  std::unique_ptr<char[]> bytes;
};

// A range of device memory, translated. The block stays alive as long as this does, freed or not.
struct DeviceRange {
  std::shared_ptr<DeviceBlock> block;  // null: not a valid range, `problem` says why
  char* data = nullptr;
  std::string problem;
};

class DeviceMemory {
 public:
  static DeviceMemory& instance();

  aclError allocate(int device, size_t size, void** address);
  aclError release(void* address);

  // Whether the address lies in device memory, live or freed.
  bool owns(const void* address) const;
  // The bytes behind [address, address + size), which must lie in one live block.
  DeviceRange translate(const void* address, size_t size) const;

  // Bytes that no address names: what a loaded model takes for weights.
  aclError reserve(int device, size_t size);
  void unreserve(int device, size_t size);

 private:
  DeviceMemory();
  uintptr_t place(size_t size);
  bool take(int device, size_t size);

  mutable std::mutex mutex_;
  uintptr_t arena_ = 0;
  size_t arena_size_ = 0;
  uintptr_t next_ = 0;
  std::map<uintptr_t, std::shared_ptr<DeviceBlock>> live_;
  std::map<uintptr_t, size_t> freed_;
  std::map<int, int64_t> used_;
};

// Page-locked host memory: plain memory here, but an unknown or repeated address is an error.
class HostMemory {
 public:
  static HostMemory& instance();
  aclError allocate(size_t size, void** address);
  aclError release(void* address);

 private:
  std::mutex mutex_;
  std::unordered_map<void*, std::unique_ptr<char[]>> live_;
};

}  // namespace cann_double
