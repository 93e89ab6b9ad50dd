#include "models.h"

#include "compiled_model.h"
#include "counters.h"
#include "device_memory.h"
#include "errors.h"
#include "precision.h"

namespace cann_double {
namespace {

// The bytes behind the buffers, or an error. `hold` keeps the blocks alive while the pointers are used.
aclError translate(const char* what, const std::vector<TensorInfo>& expected, const std::vector<ModelBuffer>& buffers,
                   std::vector<DeviceRange>* hold, std::vector<void*>* data) {
  for (size_t i = 0; i < expected.size(); ++i) {
    const auto size = static_cast<size_t>(expected[i].size());
    if (size == 0) {
      hold->emplace_back();
      data->push_back(buffers[i].address);
      continue;
    }
    hold->push_back(DeviceMemory::instance().translate(buffers[i].address, size));
    if (hold->back().block == nullptr) {
      return fail(code::kRtParamInvalid,
                  std::string(what) + " \"" + expected[i].name + "\": " + hold->back().problem);
    }
    data->push_back(hold->back().data);
  }
  return code::kOk;
}

aclError check_side(const std::string& what, const std::vector<TensorInfo>& expected,
                    const std::vector<ModelBuffer>& buffers, aclError mismatch) {
  if (buffers.size() != expected.size()) {
    return fail(mismatch, what + "s: the model has " + std::to_string(expected.size()) + ", the dataset " +
                              std::to_string(buffers.size()));
  }
  for (size_t i = 0; i < expected.size(); ++i) {
    if (static_cast<int64_t>(buffers[i].size) < expected[i].size()) {
      return fail(mismatch, what + " \"" + expected[i].name + "\" takes " + std::to_string(expected[i].size()) +
                                " bytes, the buffer has " + std::to_string(buffers[i].size));
    }
    // A buffer must lie in device memory over its whole stated size, not only over the part that is used.
    if (buffers[i].size == 0) continue;
    const DeviceRange range = DeviceMemory::instance().translate(buffers[i].address, buffers[i].size);
    if (range.block == nullptr) {
      return fail(code::kRtParamInvalid, what + " \"" + expected[i].name + "\": " + range.problem);
    }
  }
  return code::kOk;
}

}  // namespace

LoadedModel::LoadedModel(std::unique_ptr<InnerSession> session, int device, size_t weight_bytes)
    : session_(std::move(session)), device_(device), weight_bytes_(weight_bytes) {
  ++counters().live_models;
}

LoadedModel::~LoadedModel() {
  DeviceMemory::instance().unreserve(device_, weight_bytes_);
  --counters().live_models;
}

aclError LoadedModel::check(const char* caller, const std::vector<ModelBuffer>& inputs,
                            const std::vector<ModelBuffer>& outputs) {
  const std::string prefix = std::string(caller) + ": ";
  if (const aclError bad = check_side(prefix + "input", this->inputs(), inputs, code::kModelInputNotMatch)) return bad;
  return check_side(prefix + "output", this->outputs(), outputs, code::kModelOutputNotMatch);
}

aclError LoadedModel::execute(const std::vector<ModelBuffer>& inputs, const std::vector<ModelBuffer>& outputs) {
  std::unique_lock<std::mutex> alone(running_, std::try_to_lock);
  if (!alone.owns_lock()) {
    ++counters().model_overlaps;
    alone.lock();
  }
  std::vector<DeviceRange> hold;
  std::vector<void*> in;
  std::vector<void*> out;
  aclError bad = translate("queued model run, input", this->inputs(), inputs, &hold, &in);
  if (bad == code::kOk) bad = translate("queued model run, output", this->outputs(), outputs, &hold, &out);
  if (bad == code::kOk) {
    const std::string problem = session_->run(in, out);
    if (!problem.empty()) bad = fail(code::kRtModelExecute, "model run: " + problem);
  }
  ++(bad == code::kOk ? counters().executions : counters().execution_failures);
  return bad;
}

LoadedModels& LoadedModels::instance() {
  static auto* instance = new LoadedModels();
  return *instance;
}

aclError LoadedModels::load(const char* caller, int device, const void* data, size_t size, uint32_t* id) {
  const std::string prefix = std::string(caller) + ": ";
  if (data == nullptr || size == 0 || id == nullptr) return fail(code::kInvalidParam, prefix + "null or empty model");
  CompiledModel compiled;
  if (!CompiledModel::unpack(data, size, &compiled)) {
    return fail(code::kDeserializeModel, prefix + "the bytes are not a model that this double built");
  }
  size_t weights = 0;
  std::unique_ptr<InnerSession> session;
  std::string problem;
  try {
    const Model model(compiled.onnx);
    for (const Tensor& tensor : model.initializers) {
      weights += static_cast<size_t>(tensor.elements()) * size_of(tensor.type);
    }
    const Arithmetic arithmetic = arithmetic_of(compiled.precision_mode);
    const std::string onnx = imitate(model, arithmetic, &problem);
    if (problem.empty()) session = InnerSession::create(onnx, arithmetic.exact(), &problem);
  } catch (const WireError& error) {
    problem = error.what();
  }
  if (session == nullptr) return fail(code::kGeLoadModel, prefix + problem);
  if (const aclError full = DeviceMemory::instance().reserve(device, weights)) return full;
  auto loaded = std::make_shared<LoadedModel>(std::move(session), device, weights);
  const std::lock_guard<std::mutex> lock(mutex_);
  *id = ++next_;
  live_[*id] = std::move(loaded);
  ++counters().models_loaded;
  return code::kOk;
}

aclError LoadedModels::unload(uint32_t id) {
  std::shared_ptr<LoadedModel> gone;  // destroyed after the lock, and after runs that still hold it
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = live_.find(id);
  if (found == live_.end()) {
    ++counters().bad_handles;
    return fail(code::kGeModelId, "aclmdlUnload: unknown model " + std::to_string(id));
  }
  gone = std::move(found->second);
  if (gone.use_count() > 1) ++counters().order_violations;  // work in a stream still needs it
  live_.erase(found);
  ++counters().models_unloaded;
  return code::kOk;
}

std::shared_ptr<LoadedModel> LoadedModels::find(uint32_t id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = live_.find(id);
  if (found == live_.end()) {
    ++counters().bad_handles;
    return nullptr;
  }
  return found->second;
}

}  // namespace cann_double
