// Models on the device, called directly: containers, descriptions, datasets, runs.
#include <cstring>
#include <fstream>

#include "../src/ge_types.h"
#include "check.h"
#include "double.h"
#include "models.h"

using namespace test;

namespace {

ge::ModelBufferData built(const std::string& onnx) {
  runtime();
  ge::StringMap options;
  options.emplace(ge::AscendString("ge.socVersion"), ge::AscendString("Ascend910B1"));
  options.emplace(ge::AscendString("ge.exec.precision_mode"), ge::AscendString("must_keep_origin_dtype"));
  check_equal(ge::aclgrphBuildInitialize(options), 0u, "initialize");
  ge::Graph graph("test");
  ge::ModelBufferData model;
  check_equal(ge::aclgrphParseONNXFromMem(onnx.data(), onnx.size(), {}, graph), 0u, "parse");
  check_equal(ge::aclgrphBuildModel(graph, {}, model), 0u, "build");
  return model;
}

// A dataset of one buffer.
struct OneBuffer {
  OneBuffer(void* address, size_t size) : buffer(aclCreateDataBuffer(address, size)), set(aclmdlCreateDataset()) {
    check_equal(aclmdlAddDatasetBuffer(set, buffer), 0, "add");
  }
  ~OneBuffer() {
    aclmdlDestroyDataset(set);
    aclDestroyDataBuffer(buffer);
  }
  void* buffer;
  void* set;
};

}  // namespace

TEST("a model is loaded, described, run and unloaded") {
  use_device();
  const ge::ModelBufferData model = built(scaled());
  uint32_t id = 0;
  check_equal(aclmdlLoadFromMem(model.data.get(), model.length, &id), 0, "load");
  void* desc = aclmdlCreateDesc();
  check_equal(aclmdlGetDesc(desc, id), 0, "describe");
  check_equal(aclmdlGetNumInputs(desc), size_t{1}, "inputs");
  check_equal(aclmdlGetNumOutputs(desc), size_t{1}, "outputs");
  check_equal(aclmdlGetInputSizeByIndex(desc, 0), size_t{24}, "input bytes");
  check_equal(aclmdlGetOutputSizeByIndex(desc, 0), size_t{24}, "output bytes");
  check_equal(aclmdlGetOutputSizeByIndex(desc, 1), size_t{0}, "bytes of no output");
  aclmdlIODims dims;
  check_equal(aclmdlGetOutputDims(desc, 0, &dims), 0, "dims");
  check(std::string(dims.name) == "y" && dims.dimCount == 2 && dims.dims[0] == 2 && dims.dims[1] == 3, "y [2,3]");
  check_equal(aclmdlGetOutputDims(desc, 1, &dims), 100000, "dims of no output");

  void* x = nullptr;
  void* y = nullptr;
  const float values[6] = {1, 2, 3, 4, 5, 6};
  std::vector<float> result(6);
  aclrtMalloc(&x, 24, 0);
  aclrtMalloc(&y, 24, 0);
  aclrtMemcpy(x, 24, values, 24, 1);
  {
    const OneBuffer in(x, 24);
    const OneBuffer out(y, 24);
    check_equal(aclmdlExecute(id, in.set, out.set), 0, "execute");
    check_equal(aclGetTensorDescNumDims(aclmdlGetDatasetTensorDesc(out.set, 0)), size_t{2}, "dimensions of the result");
    check_equal(aclGetTensorDescSize(aclmdlGetDatasetTensorDesc(out.set, 0)), size_t{24}, "bytes of the result");
    const OneBuffer small(y, 20);
    const OneBuffer long_buffer(y, 28);
    const OneBuffer host(result.data(), 24);
    check_equal(aclmdlExecute(id, in.set, small.set), 100018, "an output too small");
    check_equal(aclmdlExecute(id, small.set, out.set), 100017, "an input too small");
    check_equal(aclmdlExecute(id, in.set, long_buffer.set), 107000, "a buffer larger than its block");
    check_equal(aclmdlExecute(id, in.set, host.set), 107000, "an output on the host");
    check_equal(aclmdlExecute(id + 7, in.set, out.set), 145003, "an unknown model");
    check_equal(aclmdlExecute(id, in.set, nullptr), 100000, "no dataset");
    check_equal(aclmdlAddDatasetBuffer(out.set, small.buffer), 0, "a second buffer");
    check_equal(aclmdlExecute(id, in.set, out.set), 100018, "too many outputs");
  }
  aclrtMemcpy(result.data(), 24, y, 24, 2);
  check_close(result, scaled_result(), 0);
  check_equal(cann_double_counter("executions"), 1, "executions");
  aclrtFree(x);
  aclrtFree(y);
  check_equal(aclmdlDestroyDesc(desc), 0, "destroy");
  check_equal(aclmdlDestroyDesc(desc), 100000, "destroy twice");
  check_equal(aclmdlUnload(id), 0, "unload");
  check_equal(aclmdlUnload(id), 145003, "unload twice");
  check_equal(cann_double_counter("live_model_bytes"), 0, "model bytes");
}

TEST("queued runs survive the end of their datasets, not that of their memory") {
  use_device();
  cann_double_set_task_delay_us(20000);
  const ge::ModelBufferData model = built(scaled());
  uint32_t id = 0;
  void* x = nullptr;
  void* y = nullptr;
  void* stream = nullptr;
  const float values[6] = {1, 2, 3, 4, 5, 6};
  std::vector<float> result(6);
  check_equal(aclmdlLoadFromMem(model.data.get(), model.length, &id), 0, "load");
  aclrtMalloc(&x, 24, 0);
  aclrtMalloc(&y, 24, 0);
  aclrtCreateStream(&stream);
  aclrtMemcpyAsync(x, 24, values, 24, 1, stream);
  const auto queue = [&] {
    const OneBuffer in(x, 24);
    const OneBuffer out(y, 24);
    check_equal(aclmdlExecuteAsync(id, in.set, out.set, stream), 0, "queue");
  };
  queue();
  aclrtMemcpyAsync(result.data(), 24, y, 24, 2, stream);
  check_equal(aclrtSynchronizeStream(stream), 0, "synchronize");
  check_close(result, scaled_result(), 0);
  queue();
  aclrtFree(y);
  check_equal(aclrtSynchronizeStream(stream), 107000, "the output is gone");
  check_equal(cann_double_counter("order_violations"), 1, "free under queued work");
  aclrtMalloc(&y, 24, 0);
  queue();
  check_equal(aclmdlUnload(id), 0, "unload under queued work");
  check_equal(cann_double_counter("order_violations"), 2, "is counted");
  aclrtDestroyStream(stream);
  check_equal(cann_double_counter("order_violations"), 3, "so is the end of a stream with work in it");
  aclrtFree(x);
  aclrtFree(y);
}

TEST("a model file is written and read, and a damaged one is refused") {
  use_device();
  const ge::ModelBufferData model = built(scaled());
  const std::string path = places().work + "/saved";
  uint32_t id = 0;
  check_equal(ge::aclgrphSaveModel(path.c_str(), model), 0u, "save");
  check_equal(aclmdlLoadFromFile((path + ".om").c_str(), &id), 0, "load");
  check_equal(aclmdlUnload(id), 0, "unload");
  check_equal(aclmdlLoadFromFile((path + ".none").c_str(), &id), 100003, "no file");
  for (const uint64_t at : {uint64_t{3}, model.length / 2, model.length - 1}) {
    std::string damaged(reinterpret_cast<const char*>(model.data.get()), model.length);
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    check_equal(aclmdlLoadFromMem(damaged.data(), damaged.size(), &id), 100012,
                ("damage at byte " + std::to_string(at)).c_str());
    check_equal(aclmdlLoadFromMem(damaged.data(), at, &id), 100012, "cut off");
  }
  check(ge::aclgrphSaveModel("/dev/null/saved", model) != 0, "a folder that does not exist");
}

TEST("a model that does not fit in the device's memory is not loaded") {
  use_device();
  const ge::ModelBufferData model = built(scaled());
  uint32_t id = 0;
  cann_double_set_memory_limit(11);
  check_equal(aclmdlLoadFromMem(model.data.get(), model.length, &id), 245000, "three floats in 11 bytes");
  cann_double_set_memory_limit(12);
  check_equal(aclmdlLoadFromMem(model.data.get(), model.length, &id), 0, "in 12");
  check_equal(cann_double_counter("live_device_bytes"), 12, "live bytes");
  aclmdlUnload(id);
}
