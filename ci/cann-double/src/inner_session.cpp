#include "inner_session.h"

#include <dlfcn.h>

#include <cstdlib>
#include <mutex>

#include "settings.h"

namespace cann_double {
namespace {

// Positions in ONNX Runtime's function table, which only grows at its end: any core that serves version 16 (1.16 and
// later) has all of these in these places.
enum Position : int {
  kGetErrorMessage = 2, kCreateEnv = 3, kCreateSessionFromArray = 8, kRun = 9, kCreateSessionOptions = 10,
  kSetSessionGraphOptimizationLevel = 23, kSetIntraOpNumThreads = 24, kSessionGetInputCount = 30,
  kSessionGetOutputCount = 31, kSessionGetInputTypeInfo = 33, kSessionGetOutputTypeInfo = 34,
  kSessionGetInputName = 36, kSessionGetOutputName = 37, kCreateTensorWithData = 49, kCastTypeInfoToTensorInfo = 55,
  kGetTensorElementType = 60, kGetDimensionsCount = 61, kGetDimensions = 62, kCreateCpuMemoryInfo = 69,
  kAllocatorFree = 76, kGetDefaultAllocator = 78, kReleaseEnv = 92, kReleaseStatus = 93, kReleaseMemoryInfo = 94,
  kReleaseSession = 95, kReleaseValue = 96, kReleaseTypeInfo = 98, kReleaseSessionOptions = 100
};
constexpr uint32_t kApiVersion = 16;

struct Base {
  const void* const* (*get_api)(uint32_t);
  const char* (*version)();
};

struct Core {
  const void* const* table = nullptr;
  std::string problem;

  // Calls a function that returns a status. "" or its message.
  template <class... A>
  std::string call(Position position, A... arguments) const {
    void* status = reinterpret_cast<void* (*)(A...)>(const_cast<void*>(table[position]))(arguments...);
    if (status == nullptr) return "";
    const std::string text =
        reinterpret_cast<const char* (*)(const void*)>(const_cast<void*>(table[kGetErrorMessage]))(status);
    release(kReleaseStatus, status);
    return text.empty() ? "failed without a message" : text;
  }

  void release(Position position, void* object) const {
    if (object != nullptr) reinterpret_cast<void (*)(void*)>(const_cast<void*>(table[position]))(object);
  }
};

Core find_core() {
  Core core;
  const char* named = std::getenv("CANN_DOUBLE_CORE");
  const char* library = named == nullptr ? "libonnxruntime.so.1" : named;
  void* handle = dlopen(library, named == nullptr ? RTLD_LAZY | RTLD_NOLOAD : RTLD_LAZY);
  if (handle == nullptr) {
    core.problem = std::string("no ONNX Runtime core is loaded in this process as ") + library +
                   "; set CANN_DOUBLE_CORE to a library to load";
    return core;
  }
  auto* get_base = reinterpret_cast<const Base* (*)()>(dlsym(handle, "OrtGetApiBase"));
  if (get_base == nullptr) {
    core.problem = std::string(library) + " has no OrtGetApiBase";
    return core;
  }
  core.table = get_base()->get_api(kApiVersion);
  if (core.table == nullptr) core.problem = std::string("the core is too old: ") + get_base()->version();
  return core;
}

// The core, looked for until it is found: it may be loaded after the double.
Core core() {
  static auto* mutex = new std::mutex();
  static auto* found = new Core();
  const std::lock_guard<std::mutex> lock(*mutex);
  if (found->table == nullptr) *found = find_core();
  return *found;
}

std::string describe_one(const Core& ort, void* session, size_t index, bool input, TensorInfo* into) {
  void* allocator = nullptr;
  char* name = nullptr;
  void* type = nullptr;
  const void* tensor = nullptr;
  std::string problem = ort.call(kGetDefaultAllocator, &allocator);
  if (problem.empty()) {
    problem = ort.call(input ? kSessionGetInputName : kSessionGetOutputName, session, index, allocator, &name);
  }
  if (!problem.empty()) return problem;
  into->name = name;
  ort.call(kAllocatorFree, allocator, static_cast<void*>(name));
  problem = ort.call(input ? kSessionGetInputTypeInfo : kSessionGetOutputTypeInfo, session, index, &type);
  if (problem.empty()) problem = ort.call(kCastTypeInfoToTensorInfo, type, &tensor);
  if (problem.empty() && tensor == nullptr) problem = "\"" + into->name + "\" is not a tensor";
  int element = 0;
  size_t rank = 0;
  if (problem.empty()) problem = ort.call(kGetTensorElementType, tensor, &element);
  if (problem.empty()) problem = ort.call(kGetDimensionsCount, tensor, &rank);
  if (problem.empty()) {
    into->type = static_cast<Type>(element);
    into->dims.resize(rank);
    problem = ort.call(kGetDimensions, tensor, into->dims.data(), rank);
  }
  ort.release(kReleaseTypeInfo, type);
  return problem;
}

}  // namespace

int64_t TensorInfo::size() const {
  int64_t bytes = static_cast<int64_t>(size_of(type));
  if (bytes == 0) return -1;
  for (const int64_t dim : dims) {
    if (dim < 0) return -1;
    bytes *= dim;
  }
  return bytes;
}

std::unique_ptr<InnerSession> InnerSession::create(const std::string& onnx, bool optimize, std::string* problem) {
  const Core ort = core();
  if (ort.table == nullptr) {
    *problem = ort.problem;
    return nullptr;
  }
  std::unique_ptr<InnerSession> made(new InnerSession());
  void* options = nullptr;
  constexpr int kErrorsOnly = 3;
  // The environment is shared and counted by the core: holding it only while sessions live lets the core end it.
  *problem = ort.call(kCreateEnv, kErrorsOnly, "cann-double", &made->environment_);
  if (problem->empty()) *problem = ort.call(kCreateSessionOptions, &options);
  if (problem->empty()) *problem = ort.call(kSetIntraOpNumThreads, options, settings().threads.load());
  if (problem->empty()) *problem = ort.call(kSetSessionGraphOptimizationLevel, options, optimize ? 99 : 0);
  if (problem->empty()) {
    *problem = ort.call(kCreateSessionFromArray, made->environment_, static_cast<const void*>(onnx.data()),
                        onnx.size(), options, &made->session_);
  }
  ort.release(kReleaseSessionOptions, options);
  if (problem->empty()) *problem = ort.call(kCreateCpuMemoryInfo, 0, 0, &made->memory_info_);
  if (problem->empty()) *problem = made->describe();
  return problem->empty() ? std::move(made) : nullptr;
}

std::string InnerSession::describe() {
  const Core ort = core();
  size_t count = 0;
  std::string problem = ort.call(kSessionGetInputCount, session_, &count);
  inputs_.resize(count);
  for (size_t i = 0; i < count && problem.empty(); ++i) problem = describe_one(ort, session_, i, true, &inputs_[i]);
  if (problem.empty()) problem = ort.call(kSessionGetOutputCount, session_, &count);
  outputs_.resize(problem.empty() ? count : 0);
  for (size_t i = 0; i < outputs_.size() && problem.empty(); ++i) {
    problem = describe_one(ort, session_, i, false, &outputs_[i]);
  }
  return problem;
}

InnerSession::~InnerSession() {
  const Core ort = core();
  ort.release(kReleaseSession, session_);
  ort.release(kReleaseMemoryInfo, memory_info_);
  ort.release(kReleaseEnv, environment_);
}

std::string InnerSession::run(const std::vector<void*>& inputs, const std::vector<void*>& outputs) {
  const Core ort = core();
  std::vector<void*> values;
  std::vector<const char*> names;
  std::string problem;
  const auto wrap = [&](const TensorInfo& info, void* data) {
    void* value = nullptr;
    if (problem.empty()) {
      problem = ort.call(kCreateTensorWithData, static_cast<const void*>(memory_info_), data,
                         static_cast<size_t>(info.size()), info.dims.data(), info.dims.size(),
                         static_cast<int>(info.type), &value);
    }
    values.push_back(value);
    names.push_back(info.name.c_str());
  };
  for (size_t i = 0; i < inputs_.size(); ++i) wrap(inputs_[i], inputs[i]);
  for (size_t i = 0; i < outputs_.size(); ++i) wrap(outputs_[i], outputs[i]);
  if (problem.empty()) {
    const size_t fed = inputs_.size();
    problem = ort.call(kRun, session_, static_cast<const void*>(nullptr), const_cast<const char* const*>(names.data()),
                       const_cast<const void* const*>(values.data()), fed,
                       const_cast<const char* const*>(names.data() + fed), outputs_.size(), values.data() + fed);
  }
  for (void* value : values) ort.release(kReleaseValue, value);
  return problem;
}

}  // namespace cann_double
