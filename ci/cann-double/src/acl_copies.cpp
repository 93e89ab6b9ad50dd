// aclrtMemcpy*, aclrtMemsetAsync.
#include <cstring>

#include "counters.h"
#include "device_memory.h"
#include "devices.h"
#include "entry.h"
#include "errors.h"
#include "streams.h"

using namespace cann_double;

namespace {

bool to_device(int kind) { return kind == kHostToDevice || kind == kDeviceToDevice; }
bool from_device(int kind) { return kind == kDeviceToHost || kind == kDeviceToDevice; }

aclError bad_copy(const std::string& text) {
  ++counters().bad_copies;
  return fail(code::kRtParamInvalid, text);
}

// One end of a copy: the bytes to use, or null with the error noted. `hold` keeps a device block alive.
char* end_of_copy(const char* caller, const char* which, const void* address, size_t size, bool on_device,
                  DeviceRange* hold) {
  DeviceMemory& memory = DeviceMemory::instance();
  if (on_device) {
    *hold = memory.translate(address, size);
    if (hold->block == nullptr) bad_copy(std::string(caller) + ": " + which + ": " + hold->problem);
    return hold->data;
  }
  if (address == nullptr || memory.owns(address)) {
    bad_copy(std::string(caller) + ": " + which + " must be host memory for this kind of copy, found " +
             (address == nullptr ? "null" : "a device address"));
    return nullptr;
  }
  return const_cast<char*>(static_cast<const char*>(address));
}

aclError check_copy(const char* caller, const void* to, size_t room, const void* from, size_t size, int kind) {
  if (kind < kHostToHost || kind > kDeviceToDevice) {
    return bad_copy(std::string(caller) + ": unknown kind of copy " + std::to_string(kind));
  }
  if (size > room) {
    return bad_copy(std::string(caller) + ": " + std::to_string(size) + " bytes do not fit in " +
                    std::to_string(room));
  }
  if (size == 0) return code::kOk;
  DeviceRange hold_to;
  DeviceRange hold_from;
  if (end_of_copy(caller, "destination", to, size, to_device(kind), &hold_to) == nullptr ||
      end_of_copy(caller, "source", from, size, from_device(kind), &hold_from) == nullptr) {
    return code::kRtParamInvalid;
  }
  return code::kOk;
}

aclError copy_now(const char* caller, void* to, const void* from, size_t size, int kind) {
  if (size == 0) return code::kOk;
  DeviceRange hold_to;
  DeviceRange hold_from;
  char* target = end_of_copy(caller, "destination", to, size, to_device(kind), &hold_to);
  const char* source = end_of_copy(caller, "source", from, size, from_device(kind), &hold_from);
  if (target == nullptr || source == nullptr) return code::kRtParamInvalid;
  std::memmove(target, source, size);
  Counters& all = counters();
  Counter* bytes[] = {&all.bytes_host_to_host, &all.bytes_host_to_device, &all.bytes_device_to_host,
                      &all.bytes_device_to_device};
  Counter* copies[] = {&all.copies_host_to_host, &all.copies_host_to_device, &all.copies_device_to_host,
                       &all.copies_device_to_device};
  *bytes[kind] += static_cast<int64_t>(size);
  ++*copies[kind];
  return code::kOk;
}

std::vector<Access> accesses_of_copy(const void* to, const void* from, size_t size) {
  return {{reinterpret_cast<uintptr_t>(to), size, true}, {reinterpret_cast<uintptr_t>(from), size, false}};
}

void enqueue(const std::shared_ptr<Stream>& stream, Task task) {
  Streams::instance().check_order(task.accesses, stream.get());
  stream->submit(std::move(task));
}

}  // namespace

ACL_API aclError aclrtMemcpy(void* to, size_t room, const void* from, size_t size, int kind) {
  DOUBLE_ENTER("aclrtMemcpy", injected);
  if (current_device("aclrtMemcpy") < 0) return code::kRtContextNull;
  if (const aclError bad = check_copy("aclrtMemcpy", to, room, from, size, kind)) return bad;
  Streams::instance().check_order(accesses_of_copy(to, from, size), nullptr);
  return copy_now("aclrtMemcpy", to, from, size, kind);
}

ACL_API aclError aclrtMemcpyAsync(void* to, size_t room, const void* from, size_t size, int kind, void* handle) {
  DOUBLE_ENTER("aclrtMemcpyAsync", injected);
  const int device = current_device("aclrtMemcpyAsync");
  if (device < 0) return code::kRtContextNull;
  const auto stream = Streams::instance().find(handle, device);
  if (stream == nullptr) return fail(code::kRtStreamContext, "aclrtMemcpyAsync: unknown stream");
  if (const aclError bad = check_copy("aclrtMemcpyAsync", to, room, from, size, kind)) return bad;
  enqueue(stream, {[=]() -> aclError {
                     DOUBLE_ENTER("task:memcpy", injected);
                     return copy_now("queued copy", to, from, size, kind);
                   },
                   accesses_of_copy(to, from, size)});
  return code::kOk;
}

ACL_API aclError aclrtMemsetAsync(void* address, size_t room, int32_t value, size_t size, void* handle) {
  DOUBLE_ENTER("aclrtMemsetAsync", injected);
  const int device = current_device("aclrtMemsetAsync");
  if (device < 0) return code::kRtContextNull;
  const auto stream = Streams::instance().find(handle, device);
  if (stream == nullptr) return fail(code::kRtStreamContext, "aclrtMemsetAsync: unknown stream");
  if (size > room) return bad_copy("aclrtMemsetAsync: more bytes than room");
  const DeviceRange range = DeviceMemory::instance().translate(address, size);
  if (range.block == nullptr) return bad_copy("aclrtMemsetAsync: " + range.problem);
  enqueue(stream, {[=]() -> aclError {
                     const DeviceRange now = DeviceMemory::instance().translate(address, size);
                     if (now.block == nullptr) return bad_copy("queued memset: " + now.problem);
                     std::memset(now.data, value, size);
                     return code::kOk;
                   },
                   {{reinterpret_cast<uintptr_t>(address), size, true}}});
  return code::kOk;
}
