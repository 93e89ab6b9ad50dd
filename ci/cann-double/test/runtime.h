// ONNX Runtime's C interface as the tests use it: a session on the CANN provider or on the CPU provider.
#pragma once

#include <dlfcn.h>

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace test {

struct RuntimeError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

using Feeds = std::vector<std::pair<std::vector<int64_t>, std::vector<float>>>;
using Results = std::vector<std::vector<float>>;
using CannOptions = std::map<std::string, std::string>;

class Runtime {
 public:
  explicit Runtime(const std::string& library) {
    void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) throw RuntimeError(dlerror());
    struct Base {
      const void* const* (*api)(uint32_t);
      const char* (*version)();
    };
    auto* base = reinterpret_cast<const Base* (*)()>(dlsym(handle, "OrtGetApiBase"))();
    table_ = base->api(16);
    call(3, 3, "test", &environment_);
  }

  void release_environment() { release(92, environment_); }

  template <class... A>
  void call(int position, A... arguments) const {
    void* status = function<void* (*)(A...)>(position)(arguments...);
    if (status == nullptr) return;
    const std::string text = function<const char* (*)(const void*)>(2)(status);
    release(93, status);
    throw RuntimeError(text);
  }

  void release(int position, void* object) const {
    if (object != nullptr) function<void (*)(void*)>(position)(object);
  }

  void* environment() const { return environment_; }

 private:
  template <class F>
  F function(int position) const {
    return reinterpret_cast<F>(const_cast<void*>(table_[position]));
  }

  const void* const* table_ = nullptr;
  void* environment_ = nullptr;
};

class Session {
 public:
  // `options` null: the CPU provider.
  Session(const Runtime& runtime, const std::string& onnx, const CannOptions* options) : ort_(runtime) {
    void* settings = nullptr;
    ort_.call(10, &settings);
    try {
      if (options != nullptr) append(settings, *options);
      ort_.call(8, ort_.environment(), static_cast<const void*>(onnx.data()), onnx.size(), settings, &session_);
    } catch (...) {
      ort_.release(100, settings);
      throw;
    }
    ort_.release(100, settings);
    ort_.call(69, 0, 0, &memory_);
    for (const int count_and_name : {30, 31}) {
      size_t count = 0;
      ort_.call(count_and_name, session_, &count);
      void* allocator = nullptr;
      ort_.call(78, &allocator);
      for (size_t i = 0; i < count; ++i) {
        char* name = nullptr;
        ort_.call(count_and_name + 6, session_, i, allocator, &name);
        (count_and_name == 30 ? inputs_ : outputs_).emplace_back(name);
        ort_.call(76, allocator, static_cast<void*>(name));
      }
    }
  }

  ~Session() {
    ort_.release(95, session_);
    ort_.release(94, memory_);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  Results run(const Feeds& feeds) const {
    std::vector<void*> in;
    std::vector<void*> out(outputs_.size());
    Results results;
    std::string problem;
    try {
      for (const auto& [dims, values] : feeds) {
        void* value = nullptr;
        ort_.call(49, static_cast<const void*>(memory_), const_cast<void*>(static_cast<const void*>(values.data())),
                  values.size() * sizeof(float), dims.data(), dims.size(), 1, &value);
        in.push_back(value);
      }
      std::vector<const char*> in_names;
      std::vector<const char*> out_names;
      for (const std::string& name : inputs_) in_names.push_back(name.c_str());
      for (const std::string& name : outputs_) out_names.push_back(name.c_str());
      ort_.call(9, session_, static_cast<const void*>(nullptr), static_cast<const char* const*>(in_names.data()),
                static_cast<const void* const*>(in.data()), in.size(),
                static_cast<const char* const*>(out_names.data()), out.size(), out.data());
      for (void* value : out) {
        void* info = nullptr;
        size_t count = 0;
        float* data = nullptr;
        ort_.call(65, static_cast<const void*>(value), &info);
        ort_.call(64, static_cast<const void*>(info), &count);
        ort_.release(99, info);
        ort_.call(51, value, &data);
        results.emplace_back(data, data + count);
      }
    } catch (const RuntimeError& error) {
      problem = error.what();
    }
    for (void* value : in) ort_.release(96, value);
    for (void* value : out) ort_.release(96, value);
    if (!problem.empty()) throw RuntimeError(problem);
    return results;
  }

 private:
  void append(void* settings, const CannOptions& options) const {
    void* cann = nullptr;
    std::vector<const char*> keys;
    std::vector<const char*> values;
    for (const auto& [key, value] : options) {
      keys.push_back(key.c_str());
      values.push_back(value.c_str());
    }
    ort_.call(221, &cann);
    try {
      ort_.call(222, cann, static_cast<const char* const*>(keys.data()),
                static_cast<const char* const*>(values.data()), keys.size());
      ort_.call(220, settings, static_cast<const void*>(cann));
    } catch (...) {
      ort_.release(224, cann);
      throw;
    }
    ort_.release(224, cann);
  }

  const Runtime& ort_;
  void* session_ = nullptr;
  void* memory_ = nullptr;
  std::vector<std::string> inputs_;
  std::vector<std::string> outputs_;
};

}  // namespace test
