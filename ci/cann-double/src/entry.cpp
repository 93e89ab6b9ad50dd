#include "entry.h"

#include <cstdio>
#include <map>
#include <sstream>
#include <stdexcept>

#include "errors.h"
#include "settings.h"

namespace cann_double {
namespace {

// The 59 acl* and 8 ge:: entry points, then two places inside the stream threads ("task:...") whose failure shows when
// the stream is synchronized, as the failure of queued work does on a device.
constexpr const char* kNames[] = {
    "aclInit", "aclFinalize", "aclGetRecentErrMsg", "aclDataTypeSize",
    "aclCreateDataBuffer", "aclDestroyDataBuffer", "aclGetDataBufferAddr",
    "aclCreateTensorDesc", "aclDestroyTensorDesc", "aclGetTensorDescDimV2", "aclGetTensorDescNumDims",
    "aclGetTensorDescSize", "aclSetTensorConst",
    "aclmdlAddDatasetBuffer", "aclmdlCreateDataset", "aclmdlCreateDesc", "aclmdlDestroyDataset", "aclmdlDestroyDesc",
    "aclmdlExecute", "aclmdlExecuteAsync", "aclmdlGetDatasetBuffer", "aclmdlGetDatasetTensorDesc", "aclmdlGetDesc",
    "aclmdlGetInputSizeByIndex", "aclmdlGetNumInputs", "aclmdlGetNumOutputs", "aclmdlGetOutputDims",
    "aclmdlGetOutputSizeByIndex", "aclmdlLoadFromFile", "aclmdlLoadFromMem", "aclmdlUnload",
    "aclopCompileAndExecute", "aclopCreateAttr", "aclopDestroyAttr", "aclopSetAttrBool", "aclopSetAttrFloat",
    "aclopSetAttrInt", "aclopSetAttrListInt", "aclopSetAttrString",
    "aclrtCreateEvent", "aclrtCreateStream", "aclrtDestroyEvent", "aclrtDestroyStream", "aclrtFree", "aclrtFreeHost",
    "aclrtGetDevice", "aclrtGetDeviceCount", "aclrtGetSocName", "aclrtMalloc", "aclrtMallocHost", "aclrtMemcpy",
    "aclrtMemcpyAsync", "aclrtMemsetAsync", "aclrtRecordEvent", "aclrtSetDevice", "aclrtStreamWaitEvent",
    "aclrtSynchronizeDevice", "aclrtSynchronizeEvent", "aclrtSynchronizeStream",
    "AscendString", "AscendString.less", "Graph", "aclgrphBuildInitialize", "aclgrphBuildFinalize",
    "aclgrphParseONNXFromMem", "aclgrphBuildModel", "aclgrphSaveModel",
    "task:memcpy", "task:execute"};

// Never destroyed: the provider still calls the double while the process ends.
struct Registry {
  std::map<std::string, Entry*> by_name;
  std::vector<Entry*> in_order;

  Registry() {
    for (const char* name : kNames) {
      auto* made = new Entry(name);
      by_name[name] = made;
      in_order.push_back(made);
    }
  }
};

Registry& registry() {
  static auto* instance = new Registry();
  return *instance;
}

}  // namespace

int Entry::enter() {
  settings();  // arms the failures that the environment asks for before the first call passes
  int code = 0;
  int64_t call = 0;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    call = ++calls_;
    if (failures_left_ != 0) {
      if (until_failure_ > 0) {
        --until_failure_;
      } else {
        code = code_;
        if (failures_left_ > 0) --failures_left_;
      }
    }
  }
  if (code != 0) {
    report("", std::string("injected failure of ") + name_ + ", call " + std::to_string(call) + ", code " +
                   std::to_string(code));
  }
  return code;
}

void Entry::fail(int64_t nth, int64_t times, int code) {
  const std::lock_guard<std::mutex> lock(mutex_);
  until_failure_ = nth - 1;
  failures_left_ = times;
  code_ = code;
}

void Entry::clear_failure() {
  const std::lock_guard<std::mutex> lock(mutex_);
  failures_left_ = 0;
}

void Entry::reset_calls() {
  const std::lock_guard<std::mutex> lock(mutex_);
  calls_ = 0;
}

int64_t Entry::calls() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return calls_;
}

Entry* find_entry(const char* name) {
  if (name == nullptr) return nullptr;
  const auto found = registry().by_name.find(name);
  return found == registry().by_name.end() ? nullptr : found->second;
}

Entry& entry(const char* name) {
  Entry* found = find_entry(name);
  if (found == nullptr) throw std::logic_error(std::string("no such entry point: ") + name);
  return *found;
}

const std::vector<Entry*>& all_entries() { return registry().in_order; }

bool arm_failures(const std::string& text, std::string* problem) {
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    // A symbol may hold one colon itself ("task:memcpy"), so the numbers are read from behind it.
    const size_t skip = part.rfind("task:", 0) == 0 ? 5 : 0;
    const size_t colon = part.find(':', skip);
    Entry* found = colon == std::string::npos ? nullptr : find_entry(part.substr(0, colon).c_str());
    long long nth = 0;
    long long code = 0;
    long long times = 1;
    const int read =
        found == nullptr ? 0 : std::sscanf(part.c_str() + colon, ":%lld:%lld:%lld", &nth, &code, &times);
    if (read < 2 || nth < 1 || code == 0 || times == 0) {
      *problem = part;
      return false;
    }
    found->fail(nth, times, static_cast<int>(code));
  }
  return true;
}

}  // namespace cann_double
