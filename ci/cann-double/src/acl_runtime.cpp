// aclInit, aclrt*: devices, memory, copies, streams, events.
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

ACL_API aclError aclInit(const char*) {
  DOUBLE_ENTER("aclInit", injected);
  return initialize();
}

ACL_API aclError aclFinalize() {
  DOUBLE_ENTER("aclFinalize", injected);
  return finalize();
}

ACL_API const char* aclGetRecentErrMsg() {
  DOUBLE_ENTER("aclGetRecentErrMsg", nullptr);
  return take_recent_error();
}

ACL_API aclError aclrtGetDeviceCount(uint32_t* count) {
  DOUBLE_ENTER("aclrtGetDeviceCount", injected);
  if (count == nullptr) return fail(code::kInvalidParam, "aclrtGetDeviceCount: count is null");
  return device_count(count);
}

ACL_API aclError aclrtSetDevice(int32_t device) {
  DOUBLE_ENTER("aclrtSetDevice", injected);
  return set_device(device);
}

ACL_API aclError aclrtGetDevice(int32_t* device) {
  DOUBLE_ENTER("aclrtGetDevice", injected);
  const int found = current_device("aclrtGetDevice");
  if (found < 0) return code::kRtContextNull;
  *device = found;
  return code::kOk;
}

ACL_API const char* aclrtGetSocName() {
  DOUBLE_ENTER("aclrtGetSocName", nullptr);
  return "Ascend910B1";
}

ACL_API aclError aclrtMalloc(void** address, size_t size, int /* policy */) {
  DOUBLE_ENTER("aclrtMalloc", injected);
  const int device = current_device("aclrtMalloc");
  return device < 0 ? code::kRtContextNull : DeviceMemory::instance().allocate(device, size, address);
}

ACL_API aclError aclrtFree(void* address) {
  DOUBLE_ENTER("aclrtFree", injected);
  // Memory that queued work still uses must not go away under it; the work itself then fails, as it may on a device.
  Streams::instance().check_order({{reinterpret_cast<uintptr_t>(address), 1, true}}, nullptr);
  return DeviceMemory::instance().release(address);
}

ACL_API aclError aclrtMallocHost(void** address, size_t size) {
  DOUBLE_ENTER("aclrtMallocHost", injected);
  return HostMemory::instance().allocate(size, address);
}

ACL_API aclError aclrtFreeHost(void* address) {
  DOUBLE_ENTER("aclrtFreeHost", injected);
  return HostMemory::instance().release(address);
}

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

ACL_API aclError aclrtCreateStream(void** handle) {
  DOUBLE_ENTER("aclrtCreateStream", injected);
  const int device = current_device("aclrtCreateStream");
  if (device < 0) return code::kRtContextNull;
  *handle = Streams::instance().create(device);
  return code::kOk;
}

ACL_API aclError aclrtDestroyStream(void* handle) {
  DOUBLE_ENTER("aclrtDestroyStream", injected);
  return Streams::instance().destroy(handle);
}

ACL_API aclError aclrtSynchronizeStream(void* handle) {
  DOUBLE_ENTER("aclrtSynchronizeStream", injected);
  const int device = current_device("aclrtSynchronizeStream");
  if (device < 0) return code::kRtContextNull;
  const auto stream = Streams::instance().find(handle, device);
  if (stream == nullptr) return fail(code::kRtStreamContext, "aclrtSynchronizeStream: unknown stream");
  return stream->synchronize();
}

ACL_API aclError aclrtSynchronizeDevice() {
  DOUBLE_ENTER("aclrtSynchronizeDevice", injected);
  const int device = current_device("aclrtSynchronizeDevice");
  if (device < 0) return code::kRtContextNull;
  aclError first = code::kOk;
  for (const auto& stream : Streams::instance().of_device(device)) {
    const aclError result = stream->synchronize();
    if (first == code::kOk) first = result;
  }
  return first;
}

ACL_API aclError aclrtCreateEvent(void** handle) {
  DOUBLE_ENTER("aclrtCreateEvent", injected);
  *handle = Events::instance().create();
  return code::kOk;
}

ACL_API aclError aclrtDestroyEvent(void* handle) {
  DOUBLE_ENTER("aclrtDestroyEvent", injected);
  return Events::instance().destroy(handle) ? code::kOk
                                            : fail(code::kRtParamInvalid, "aclrtDestroyEvent: unknown event");
}

ACL_API aclError aclrtRecordEvent(void* event, void* handle) {
  DOUBLE_ENTER("aclrtRecordEvent", injected);
  const int device = current_device("aclrtRecordEvent");
  if (device < 0) return code::kRtContextNull;
  const auto stream = Streams::instance().find(handle, device);
  std::shared_ptr<Mark> before;
  if (stream == nullptr || !Events::instance().get(event, &before)) {
    return fail(code::kRtParamInvalid, "aclrtRecordEvent: unknown event or stream");
  }
  Events::instance().set(event, stream->record());
  return code::kOk;
}

ACL_API aclError aclrtStreamWaitEvent(void* handle, void* event) {
  DOUBLE_ENTER("aclrtStreamWaitEvent", injected);
  const int device = current_device("aclrtStreamWaitEvent");
  if (device < 0) return code::kRtContextNull;
  const auto stream = Streams::instance().find(handle, device);
  std::shared_ptr<Mark> mark;
  if (stream == nullptr || !Events::instance().get(event, &mark)) {
    return fail(code::kRtParamInvalid, "aclrtStreamWaitEvent: unknown event or stream");
  }
  if (mark != nullptr) stream->wait_for(mark);
  return code::kOk;
}

ACL_API aclError aclrtSynchronizeEvent(void* event) {
  DOUBLE_ENTER("aclrtSynchronizeEvent", injected);
  std::shared_ptr<Mark> mark;
  if (!Events::instance().get(event, &mark)) {
    return fail(code::kRtParamInvalid, "aclrtSynchronizeEvent: unknown event");
  }
  if (mark != nullptr) mark->wait();
  return code::kOk;
}
