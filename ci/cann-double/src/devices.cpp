#include "devices.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <map>
#include <mutex>
#include <string>

#include "counters.h"
#include "errors.h"
#include "settings.h"

namespace cann_double {
namespace {

struct State {
  std::mutex mutex;
  bool initialized = false;
  std::map<int, int> locks;  // device, open lock file
};

State& state() {
  static auto* instance = new State();
  return *instance;
}

thread_local int thread_device = -1;

}  // namespace

aclError initialize() {
  const std::lock_guard<std::mutex> lock(state().mutex);
  if (state().initialized) return fail(code::kRepeatInitialize, "aclInit: was called before");
  state().initialized = true;
  return code::kOk;
}

aclError finalize() {
  const std::lock_guard<std::mutex> lock(state().mutex);
  if (!state().initialized) return fail(code::kRepeatFinalize, "aclFinalize: without aclInit, or twice");
  state().initialized = false;
  return code::kOk;
}

aclError device_count(uint32_t* count) {
  const int found = settings().device_count;
  *count = static_cast<uint32_t>(found);
  return found > 0 ? code::kOk : fail(code::kRtNoDevice, "aclrtGetDeviceCount: no device");
}

aclError set_device(int device) {
  const int count = settings().device_count;
  const std::lock_guard<std::mutex> lock(state().mutex);
  if (!state().initialized) return fail(code::kUninitialize, "aclrtSetDevice: aclInit was not called");
  if (device < 0 || device >= count) {
    return fail(code::kRtInvalidDeviceId, "aclrtSetDevice: device " + std::to_string(device) + " must be in [0, " +
                                              std::to_string(count) + ")");
  }
  const std::string folder = settings().lock_folder();
  if (!folder.empty() && state().locks.count(device) == 0) {
    const std::string path = folder + "/device-" + std::to_string(device) + ".lock";
    const int file = open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666);
    if (file < 0) return fail(code::kRtDeviceSetup, "aclrtSetDevice: cannot open the lock file " + path);
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
      close(file);
      return fail(code::kRtDeviceSetup, "aclrtSetDevice: open device " + std::to_string(device) +
                                            " failed: another process has it");
    }
    state().locks[device] = file;
  }
  thread_device = device;
  return code::kOk;
}

int current_device(const char* caller) {
  if (thread_device < 0) {
    ++counters().missing_context;
    report("", std::string(caller) + ": this thread has no device: call aclrtSetDevice first (code " +
                   std::to_string(code::kRtContextNull) + ")");
  }
  return thread_device;
}

void release_devices() {
  const std::lock_guard<std::mutex> lock(state().mutex);
  for (const auto& [device, file] : state().locks) close(file);
  state().locks.clear();
}

}  // namespace cann_double
