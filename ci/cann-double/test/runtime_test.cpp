// Memory, copies, streams, events, devices, failures: the double called directly.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>

#include "check.h"
#include "double.h"

using namespace test;

namespace {

constexpr int kH2H = 0, kH2D = 1, kD2H = 2, kD2D = 3;

void* device_memory(size_t size) {
  void* address = nullptr;
  check_equal(aclrtMalloc(&address, size, 0), 0, "aclrtMalloc");
  return address;
}

// The signal that ends a child which reads the address, or 0.
int signal_of_touch(volatile char* address) {
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGSEGV, SIG_DFL);  // a sanitizer's handler would end the process by an exit code
    const char read = *address;
    _exit(read == 1 ? 1 : 0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

}  // namespace

TEST("the host cannot touch device memory, live or freed") {
  use_device();
  char host = 1;
  check_equal(signal_of_touch(&host), 0, "signal of touching host memory");
  auto* address = static_cast<char*>(device_memory(100));
  check_equal(cann_double_is_device_address(address), 1, "is a device address");
  check_equal(signal_of_touch(address), SIGSEGV, "signal of touching device memory");
  check_equal(signal_of_touch(address + 99), SIGSEGV, "signal of touching its last byte");
  check_equal(aclrtFree(address), 0, "aclrtFree");
  check_equal(signal_of_touch(address), SIGSEGV, "signal of touching freed device memory");
}

TEST("copies move bytes and are checked for kind, size and address") {
  use_device();
  const char from[8] = "0123456";
  char back[8] = {};
  auto* a = static_cast<char*>(device_memory(8));
  auto* b = static_cast<char*>(device_memory(8));
  check_equal(aclrtMemcpy(a, 8, from, 8, kH2D), 0, "to the device");
  check_equal(aclrtMemcpy(b, 8, a, 8, kD2D), 0, "on the device");
  check_equal(aclrtMemcpy(back, 8, b, 8, kD2H), 0, "from the device");
  check(std::memcmp(from, back, 8) == 0, "the bytes came back");
  check_equal(aclrtMemcpy(back, 8, from, 8, kH2H), 0, "on the host");
  check_equal(cann_double_counter("bytes_host_to_device"), 8, "bytes to the device");
  check_equal(cann_double_counter("bytes_device_to_device"), 8, "bytes on the device");
  check_equal(cann_double_counter("bytes_device_to_host"), 8, "bytes from the device");
  check_equal(aclrtMemcpy(back, 8, a, 8, kH2D), 107000, "kind against the addresses");
  check_equal(aclrtMemcpy(a, 8, b, 8, kH2D), 107000, "device source as host");
  check_equal(aclrtMemcpy(a, 8, from, 8, kD2H), 107000, "device target as host");
  check_equal(aclrtMemcpy(a, 4, from, 8, kH2D), 107000, "more bytes than room");
  check_equal(aclrtMemcpy(a + 4, 8, from, 8, kH2D), 107000, "over the end of the block");
  check_contains(errors(), "run over the end of a block of 8 bytes");
  check_equal(aclrtMemcpy(a, 8, nullptr, 8, kH2D), 107000, "null source");
  check_equal(aclrtMemcpy(a, 8, from, 8, 7), 107000, "unknown kind");
  check_equal(aclrtFree(b), 0, "free");
  check_equal(aclrtMemcpy(a, 8, b, 8, kD2D), 107000, "use after free");
  check_contains(errors(), "was freed");
  check_equal(cann_double_counter("bad_copies"), 8, "bad copies");
  check_equal(aclrtFree(b), 107000, "double free");
  check_equal(aclrtFree(a + 1), 107000, "free inside a block");
  check_equal(aclrtFree(back), 107000, "free of host memory");
  check_equal(cann_double_counter("bad_frees"), 3, "bad frees");
  check_equal(aclrtFree(a), 0, "free");
}

TEST("memory is limited, and page-locked host memory is tracked") {
  use_device();
  check_equal(cann_double_set_memory_limit(1000), 0, "limit");
  void* first = device_memory(600);
  void* second = nullptr;
  check_equal(aclrtMalloc(&second, 401, 0), 207001, "over the limit");
  check_contains(errors(), "asked for 401 bytes, in use 600, limit 1000");
  check_equal(aclrtMalloc(&second, 400, 0), 0, "up to the limit");
  check_equal(cann_double_counter("live_device_bytes"), 1000, "live bytes");
  check_equal(aclrtMalloc(&second, 0, 0), 107000, "no bytes");
  aclrtFree(first);
  aclrtFree(second);
  check_equal(cann_double_counter("live_device_bytes"), 0, "live bytes after");
  check_equal(cann_double_counter("peak_device_bytes"), 1000, "peak");
  void* host = nullptr;
  check_equal(aclrtMallocHost(&host, 10), 0, "aclrtMallocHost");
  std::memset(host, 1, 10);
  check_equal(aclrtFreeHost(host), 0, "aclrtFreeHost");
  check_equal(aclrtFreeHost(host), 107000, "aclrtFreeHost twice");
}

TEST("a thread without a device has no context; device numbers are checked") {
  use_device();
  std::thread([] {
    void* address = nullptr;
    int32_t device = -1;
    check_equal(aclrtMalloc(&address, 1, 0), 107002, "malloc without a device");
    check_equal(aclrtGetDevice(&device), 107002, "no device");
    check_equal(aclrtSetDevice(0), 0, "set");
    check_equal(aclrtGetDevice(&device), 0, "get");
    check_equal(device, 0, "device");
  }).join();
  check_equal(cann_double_counter("missing_context"), 2, "missing contexts");
  check_equal(aclrtSetDevice(1), 107001, "device too high");
  check_equal(aclrtSetDevice(-1), 107001, "device negative");
  check_equal(cann_double_set_device_count(2), 0, "two devices");
  check_equal(aclrtSetDevice(1), 0, "second device");
  uint32_t count = 0;
  check_equal(aclrtGetDeviceCount(&count), 0, "count");
  check_equal(count, 2u, "devices");
  cann_double_set_device_count(0);
  check_equal(aclrtGetDeviceCount(&count), 207004, "no device");
  check_equal(cann_double_set_device_count(-1), -1, "a negative count is refused");
  cann_double_set_device_count(1);
  aclrtSetDevice(0);
}

TEST("a stream runs its work in order, later, and keeps only addresses") {
  use_device();
  void* stream = nullptr;
  check_equal(aclrtCreateStream(&stream), 0, "create");
  cann_double_set_task_delay_us(20000);
  int host = 1;
  int back = 0;
  void* address = device_memory(sizeof host);
  check_equal(aclrtMemcpyAsync(address, 4, &host, 4, kH2D, stream), 0, "queued copy to");
  host = 2;  // the copy has not run yet
  check_equal(aclrtMemcpyAsync(&back, 4, address, 4, kD2H, stream), 0, "queued copy back");
  check_equal(back, 0, "nothing has run yet");
  check_equal(aclrtSynchronizeStream(stream), 0, "synchronize");
  check_equal(back, 2, "the value at the time of the run, in order");
  check_equal(aclrtMemsetAsync(address, 4, 0, 4, stream), 0, "memset");
  check_equal(aclrtMemcpyAsync(&back, 4, address, 4, kD2H, stream), 0, "copy back");
  check_equal(aclrtSynchronizeDevice(), 0, "synchronize the device");
  check_equal(back, 0, "memset ran");
  check_equal(aclrtMemcpyAsync(address, 4, &host, 4, kH2D, &host), 107003, "unknown stream");
  std::thread([stream] { check_equal(aclrtDestroyStream(stream), 107002, "destroy without a device"); }).join();
  cann_double_set_device_count(2);
  aclrtSetDevice(1);
  check_equal(aclrtDestroyStream(stream), 107003, "destroy on another device");
  aclrtSetDevice(0);
  check_equal(cann_double_counter("order_violations"), 0, "violations");
  aclrtFree(address);
  check_equal(aclrtDestroyStream(stream), 0, "destroy");
  check_equal(aclrtDestroyStream(stream), 107000, "destroy twice");
  check_equal(cann_double_counter("live_streams"), 0, "live streams");
}

TEST("work that races is counted, an event orders it") {
  use_device();
  cann_double_set_task_delay_us(20000);
  void* one = nullptr;
  void* two = nullptr;
  void* event = nullptr;
  int host = 7;
  int back = 0;
  aclrtCreateStream(&one);
  aclrtCreateStream(&two);
  aclrtCreateEvent(&event);
  void* address = device_memory(4);
  aclrtMemcpyAsync(address, 4, &host, 4, kH2D, one);
  aclrtMemcpyAsync(&back, 4, address, 4, kD2H, two);
  check_equal(cann_double_counter("order_violations"), 1, "a read in another stream without an event");
  aclrtSynchronizeDevice();
  aclrtMemcpyAsync(address, 4, &host, 4, kH2D, one);
  check_equal(aclrtRecordEvent(event, one), 0, "record");
  check_equal(aclrtStreamWaitEvent(two, event), 0, "wait");
  aclrtMemcpyAsync(&back, 4, address, 4, kD2H, two);
  check_equal(cann_double_counter("order_violations"), 1, "ordered by the event");
  check_equal(aclrtSynchronizeEvent(event), 0, "host waits");
  check_equal(aclrtSynchronizeStream(two), 0, "synchronize");
  check_equal(back, 7, "value");
  aclrtMemcpyAsync(address, 4, &host, 4, kH2D, one);
  check_equal(aclrtFree(address), 0, "free under queued work");
  check_equal(cann_double_counter("order_violations"), 2, "free under queued work is counted");
  check_equal(aclrtSynchronizeStream(one), 107000, "and the work fails");
  check_contains(errors(), "queued copy: destination: address");
  check_equal(aclrtSynchronizeStream(one), 0, "an error is reported once");
  check_equal(aclrtDestroyEvent(event), 0, "destroy event");
  check_equal(aclrtDestroyEvent(event), 107000, "destroy event twice");
  aclrtDestroyStream(one);
  aclrtDestroyStream(two);
  check_equal(cann_double_counter("live_events"), 0, "live events");
}

TEST("any entry point fails when asked to") {
  use_device();
  void* address = nullptr;
  check_equal(cann_double_fail("aclrtMalloc", 2, 1, 507899), 0, "arm");
  void* first = device_memory(1);
  check_equal(aclrtMalloc(&address, 1, 0), 507899, "the second call");
  void* third = device_memory(1);
  check_equal(cann_double_fail("aclrtMalloc", 1, -1, 207001), 0, "arm for good");
  for (int i = 0; i < 3; ++i) check_equal(aclrtMalloc(&address, 1, 0), 207001, "each call");
  cann_double_clear_failures();
  void* last = device_memory(1);
  check_equal(cann_double_calls("aclrtMalloc"), 7, "calls");
  check_contains(std::string(aclGetRecentErrMsg()), "injected failure of aclrtMalloc, call 2, code 507899");
  check(aclGetRecentErrMsg() == nullptr, "recent errors are forgotten once told");
  cann_double_fail("aclmdlCreateDataset", 1, 1, 1);
  check(aclmdlCreateDataset() == nullptr, "a pointer fails as null");
  check_equal(cann_double_fail("nonsense", 1, 1, 1), -1, "unknown symbol");
  check_equal(cann_double_fail("aclgrphBuildFinalize", 1, 1, 1), -1, "a function that returns nothing");
  check_equal(cann_double_fail("aclrtMalloc", 0, 1, 1), -1, "nth");
  check_equal(cann_double_fail("aclrtMalloc", 1, 0, 1), -1, "times");
  check_equal(cann_double_fail("aclrtMalloc", 1, 1, 0), -1, "code");
  for (void* each : {first, third, last}) aclrtFree(each);
}

TEST("queued work fails at the synchronization") {
  use_device();
  void* stream = nullptr;
  int host = 0;
  aclrtCreateStream(&stream);
  void* address = device_memory(4);
  cann_double_fail("task:memcpy", 1, 1, 507899);
  check_equal(aclrtMemcpyAsync(address, 4, &host, 4, kH2D, stream), 0, "queued");
  check_equal(aclrtSynchronizeStream(stream), 507899, "synchronize");
  aclrtDestroyStream(stream);
  aclrtFree(address);
}

TEST("single operators are refused and counted") {
  check_equal(aclopCompileAndExecute("Add", 0, nullptr, nullptr, 0, nullptr, nullptr, nullptr, 0, 0, nullptr, nullptr),
              100024, "ACL_ERROR_OP_NOT_FOUND");
  check_equal(cann_double_counter("single_ops_refused"), 1, "counter");
}

TEST("settings and failures of the environment hold from the first call") {
  check(run_child("(child) environment", {{"CANN_DOUBLE_FAIL", "aclInit:1:507899,task:memcpy:1:5:2"},
                                          {"CANN_DOUBLE_DEVICES", "3"},
                                          {"CANN_DOUBLE_MEMORY_LIMIT", "10"}}),
        "the child saw the environment's settings");
}

TEST("(child) environment") {
  check_equal(aclInit(nullptr), 507899, "first aclInit");
  check_equal(aclInit(nullptr), 0, "second aclInit");
  uint32_t count = 0;
  void* address = nullptr;
  int host = 0;
  check_equal(aclrtGetDeviceCount(&count), 0, "count");
  check_equal(count, 3u, "devices");
  check_equal(aclrtSetDevice(2), 0, "set");
  check_equal(aclrtMalloc(&address, 11, 0), 207001, "over the limit");
  check_equal(aclrtMalloc(&address, 10, 0), 0, "in the limit");
  for (const int expected : {5, 5, 0}) {
    aclrtMemcpyAsync(address, 4, &host, 4, kH2D, nullptr);
    check_equal(aclrtSynchronizeStream(nullptr), expected, "queued copy");
  }
}

TEST("one process at a time has a device when locks are asked for") {
  const std::string folder = std::filesystem::current_path().string();
  cann_double_set_device_count(2);
  cann_double_set_lock_dir(folder.c_str());
  use_device();
  check(run_child("(child) device 0 is taken", {{"CANN_DOUBLE_LOCK_DIR", folder}, {"CANN_DOUBLE_DEVICES", "2"}}),
        "the child found device 0 taken and device 1 free");
  cann_double_reset();
  check(run_child("(child) device 0 is free", {{"CANN_DOUBLE_LOCK_DIR", folder}}), "free again after a reset");
}

TEST("(child) device 0 is taken") {
  aclInit(nullptr);
  check_equal(aclrtSetDevice(0), 507033, "ACL_ERROR_RT_DEV_SETUP_ERROR");
  check_contains(errors(), "another process has it");
  check_equal(aclrtSetDevice(1), 0, "the other device");
}

TEST("(child) device 0 is free") {
  aclInit(nullptr);
  check_equal(aclrtSetDevice(0), 0, "set");
}
