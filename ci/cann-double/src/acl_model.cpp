// aclmdl*: loading, describing and running models.
#include <cstring>

#include "acl_data.h"
#include "compiled_model.h"
#include "devices.h"
#include "entry.h"
#include "errors.h"
#include "models.h"
#include "streams.h"

using namespace cann_double;

namespace {

struct ModelDesc {
  std::shared_ptr<LoadedModel> model;  // empty until aclmdlGetDesc
};

Handles<ModelDesc>& model_descs() {
  static auto* instance = new Handles<ModelDesc>(&counters().live_descs);
  return *instance;
}

// The inputs or outputs that a description lists, or null with the error noted.
const std::vector<TensorInfo>* tensors_of(const char* caller, const void* desc, bool inputs) {
  const ModelDesc* found = model_descs().find(desc);
  if (found == nullptr || found->model == nullptr) {
    report("", std::string(caller) + ": unknown or empty description");
    return nullptr;
  }
  return inputs ? &found->model->inputs() : &found->model->outputs();
}

size_t size_by_index(const char* caller, const void* desc, size_t index, bool inputs) {
  const auto* tensors = tensors_of(caller, desc, inputs);
  if (tensors == nullptr || index >= tensors->size()) return 0;
  return static_cast<size_t>((*tensors)[index].size());
}

struct Run {
  std::shared_ptr<LoadedModel> model;
  std::vector<ModelBuffer> inputs;
  std::vector<ModelBuffer> outputs;
};

aclError prepare(const char* caller, uint32_t id, const void* input, const void* output, Run* run) {
  run->model = LoadedModels::instance().find(id);
  if (run->model == nullptr) {
    return fail(code::kGeModelId, std::string(caller) + ": unknown model " + std::to_string(id));
  }
  if (!buffers_of(input, &run->inputs) || !buffers_of(output, &run->outputs)) {
    return fail(code::kInvalidParam, std::string(caller) + ": unknown dataset or buffer");
  }
  return run->model->check(caller, run->inputs, run->outputs);
}

std::vector<Access> accesses_of(const Run& run) {
  std::vector<Access> accesses;
  for (const ModelBuffer& each : run.inputs) {
    accesses.push_back({reinterpret_cast<uintptr_t>(each.address), each.size, false});
  }
  for (const ModelBuffer& each : run.outputs) {
    accesses.push_back({reinterpret_cast<uintptr_t>(each.address), each.size, true});
  }
  return accesses;
}

}  // namespace

ACL_API aclError aclmdlLoadFromMem(const void* data, size_t size, uint32_t* id) {
  DOUBLE_ENTER("aclmdlLoadFromMem", injected);
  const int device = current_device("aclmdlLoadFromMem");
  if (device < 0) return code::kRtContextNull;
  return LoadedModels::instance().load("aclmdlLoadFromMem", device, data, size, id);
}

ACL_API aclError aclmdlLoadFromFile(const char* path, uint32_t* id) {
  DOUBLE_ENTER("aclmdlLoadFromFile", injected);
  const int device = current_device("aclmdlLoadFromFile");
  if (device < 0) return code::kRtContextNull;
  std::string bytes;
  if (path == nullptr || !read_file(path, &bytes)) {
    return fail(code::kInvalidFile,
                std::string("aclmdlLoadFromFile: cannot read ") + (path == nullptr ? "null" : path));
  }
  const aclError result =
      LoadedModels::instance().load("aclmdlLoadFromFile", device, bytes.data(), bytes.size(), id);
  if (result == code::kOk) ++counters().models_loaded_from_file;
  return result;
}

ACL_API aclError aclmdlUnload(uint32_t id) {
  DOUBLE_ENTER("aclmdlUnload", injected);
  return LoadedModels::instance().unload(id);
}

ACL_API void* aclmdlCreateDesc() {
  DOUBLE_ENTER("aclmdlCreateDesc", nullptr);
  return model_descs().add(std::make_unique<ModelDesc>());
}

ACL_API aclError aclmdlDestroyDesc(void* desc) {
  DOUBLE_ENTER("aclmdlDestroyDesc", injected);
  return model_descs().remove(desc) ? code::kOk : fail(code::kInvalidParam, "aclmdlDestroyDesc: unknown description");
}

ACL_API aclError aclmdlGetDesc(void* desc, uint32_t id) {
  DOUBLE_ENTER("aclmdlGetDesc", injected);
  ModelDesc* found = model_descs().find(desc);
  if (found == nullptr) return fail(code::kInvalidParam, "aclmdlGetDesc: unknown description");
  found->model = LoadedModels::instance().find(id);
  return found->model != nullptr ? code::kOk
                                 : fail(code::kInvalidModelId, "aclmdlGetDesc: unknown model " + std::to_string(id));
}

ACL_API size_t aclmdlGetNumInputs(const void* desc) {
  DOUBLE_ENTER("aclmdlGetNumInputs", 0);
  const auto* tensors = tensors_of("aclmdlGetNumInputs", desc, true);
  return tensors == nullptr ? 0 : tensors->size();
}

ACL_API size_t aclmdlGetNumOutputs(const void* desc) {
  DOUBLE_ENTER("aclmdlGetNumOutputs", 0);
  const auto* tensors = tensors_of("aclmdlGetNumOutputs", desc, false);
  return tensors == nullptr ? 0 : tensors->size();
}

ACL_API size_t aclmdlGetInputSizeByIndex(const void* desc, size_t index) {
  DOUBLE_ENTER("aclmdlGetInputSizeByIndex", 0);
  return size_by_index("aclmdlGetInputSizeByIndex", desc, index, true);
}

ACL_API size_t aclmdlGetOutputSizeByIndex(const void* desc, size_t index) {
  DOUBLE_ENTER("aclmdlGetOutputSizeByIndex", 0);
  return size_by_index("aclmdlGetOutputSizeByIndex", desc, index, false);
}

ACL_API aclError aclmdlGetOutputDims(const void* desc, size_t index, aclmdlIODims* dims) {
  DOUBLE_ENTER("aclmdlGetOutputDims", injected);
  const auto* tensors = tensors_of("aclmdlGetOutputDims", desc, false);
  if (tensors == nullptr || dims == nullptr || index >= tensors->size()) {
    return fail(code::kInvalidParam, "aclmdlGetOutputDims: no such output");
  }
  const TensorInfo& tensor = (*tensors)[index];
  if (tensor.dims.size() > sizeof dims->dims / sizeof dims->dims[0]) {
    return fail(code::kFailure, "aclmdlGetOutputDims: more than 128 dimensions");
  }
  std::memset(dims, 0, sizeof *dims);
  std::strncpy(dims->name, tensor.name.c_str(), sizeof dims->name - 1);
  dims->dimCount = tensor.dims.size();
  std::copy(tensor.dims.begin(), tensor.dims.end(), dims->dims);
  return code::kOk;
}

ACL_API aclError aclmdlExecuteAsync(uint32_t id, const void* input, void* output, void* handle) {
  DOUBLE_ENTER("aclmdlExecuteAsync", injected);
  const int device = current_device("aclmdlExecuteAsync");
  if (device < 0) return code::kRtContextNull;
  const auto stream = Streams::instance().find(handle, device);
  if (stream == nullptr) return fail(code::kRtStreamContext, "aclmdlExecuteAsync: unknown stream");
  Run run;
  if (const aclError bad = prepare("aclmdlExecuteAsync", id, input, output, &run)) return bad;
  const auto accesses = accesses_of(run);
  Streams::instance().check_order(accesses, stream.get());
  const uint64_t number = stream->number();
  run.model->queued(number);
  stream->submit({[run, number]() -> aclError {
                    const auto execute = [&run]() -> aclError {
                      DOUBLE_ENTER("task:execute", injected);
                      return run.model->execute(run.inputs, run.outputs);
                    };
                    const aclError result = execute();
                    run.model->finished(number);
                    return result;
                  },
                  accesses});
  return code::kOk;
}

ACL_API aclError aclmdlExecute(uint32_t id, const void* input, void* output) {
  DOUBLE_ENTER("aclmdlExecute", injected);
  if (current_device("aclmdlExecute") < 0) return code::kRtContextNull;
  Run run;
  if (const aclError bad = prepare("aclmdlExecute", id, input, output, &run)) return bad;
  Streams::instance().check_order(accesses_of(run), nullptr);
  if (const aclError bad = run.model->execute(run.inputs, run.outputs)) return bad;
  Dataset* set = datasets().find(output);
  if (set == nullptr) return fail(code::kInvalidParam, "aclmdlExecute: the output dataset is gone");
  set->descs.clear();
  for (const TensorInfo& tensor : run.model->outputs()) {
    set->descs.push_back(std::make_unique<TensorDesc>(TensorDesc{acl_type(tensor.type), tensor.dims}));
  }
  return code::kOk;
}
