// The double as the tests reach it: the C entry points, declared as a caller of CANN would, and the controls.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "../include/cann_double.h"
#include "../src/acl_types.h"

extern "C" {
aclError aclInit(const char*);
aclError aclFinalize();
const char* aclGetRecentErrMsg();
aclError aclrtGetDeviceCount(uint32_t*);
aclError aclrtSetDevice(int32_t);
aclError aclrtGetDevice(int32_t*);
aclError aclrtMalloc(void**, size_t, int);
aclError aclrtFree(void*);
aclError aclrtMallocHost(void**, size_t);
aclError aclrtFreeHost(void*);
aclError aclrtMemcpy(void*, size_t, const void*, size_t, int);
aclError aclrtMemcpyAsync(void*, size_t, const void*, size_t, int, void*);
aclError aclrtMemsetAsync(void*, size_t, int32_t, size_t, void*);
aclError aclrtCreateStream(void**);
aclError aclrtDestroyStream(void*);
aclError aclrtSynchronizeStream(void*);
aclError aclrtSynchronizeDevice();
aclError aclrtCreateEvent(void**);
aclError aclrtDestroyEvent(void*);
aclError aclrtRecordEvent(void*, void*);
aclError aclrtStreamWaitEvent(void*, void*);
aclError aclrtSynchronizeEvent(void*);
aclError aclmdlLoadFromMem(const void*, size_t, uint32_t*);
aclError aclmdlLoadFromFile(const char*, uint32_t*);
aclError aclmdlUnload(uint32_t);
void* aclmdlCreateDesc();
aclError aclmdlDestroyDesc(void*);
aclError aclmdlGetDesc(void*, uint32_t);
size_t aclmdlGetNumInputs(const void*);
size_t aclmdlGetNumOutputs(const void*);
size_t aclmdlGetInputSizeByIndex(const void*, size_t);
size_t aclmdlGetOutputSizeByIndex(const void*, size_t);
aclError aclmdlGetOutputDims(const void*, size_t, aclmdlIODims*);
void* aclmdlCreateDataset();
aclError aclmdlDestroyDataset(const void*);
aclError aclmdlAddDatasetBuffer(void*, void*);
void* aclmdlGetDatasetTensorDesc(const void*, size_t);
void* aclCreateDataBuffer(void*, size_t);
aclError aclDestroyDataBuffer(const void*);
aclError aclmdlExecute(uint32_t, const void*, void*);
aclError aclmdlExecuteAsync(uint32_t, const void*, void*, void*);
size_t aclGetTensorDescNumDims(const void*);
size_t aclGetTensorDescSize(const void*);
aclError aclopCompileAndExecute(const char*, int, const void* const*, const void* const*, int, const void* const*,
                                void* const*, const void*, int, int, const char*, void*);
}

namespace test {

inline std::string errors() {
  std::string text(static_cast<size_t>(cann_double_errors(nullptr, 0)) + 1, '\0');
  cann_double_errors(&text[0], static_cast<int64_t>(text.size()));
  text.pop_back();
  return text;
}

inline std::string precision_mode() {
  std::string text(256, '\0');
  text.resize(static_cast<size_t>(cann_double_last_precision_mode(&text[0], 256)));
  return text;
}

// A session of the runtime on device 0 for the tests that call the double directly; survives in the process.
inline void use_device() {
  aclInit(nullptr);
  aclrtSetDevice(0);
}

// Folders that main() was given or made.
struct Places {
  std::string capi;
  std::string work;
  std::string self;
};
inline Places& places() {
  static Places all;
  return all;
}

// Runs the test of that name in a process of its own under more environment; whether it passed.
bool run_child(const std::string& name, const std::vector<std::pair<std::string, std::string>>& environment);

}  // namespace test
