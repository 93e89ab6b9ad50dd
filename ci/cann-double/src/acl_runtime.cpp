// aclInit, aclrt*: devices and memory.
#include "device_memory.h"
#include "devices.h"
#include "entry.h"
#include "errors.h"
#include "streams.h"

using namespace cann_double;

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
