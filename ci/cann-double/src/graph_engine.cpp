#include "graph_engine.h"

#include <atomic>
#include <limits>
#include <mutex>

#include "compiled_model.h"
#include "counters.h"
#include "entry.h"
#include "errors.h"
#include "inference.h"
#include "input_shape.h"
#include "precision.h"
#include "rules.h"
#include "settings.h"

namespace cann_double {
namespace {

constexpr char kSocVersion[] = "ge.socVersion";
constexpr char kPrecisionMode[] = "ge.exec.precision_mode";
constexpr char kInputShape[] = "input_shape";

struct State {
  std::mutex mutex;
  bool initialized = false;
  std::string precision_mode;  // of the initialization
  std::string last_precision_mode;
  std::shared_ptr<const Model> last;
};

State& state() {
  static auto* instance = new State();
  return *instance;
}

graphStatus refuse(const std::string& code, const std::string& text, graphStatus status = kGraphFailed) {
  ++counters().refusals;
  report(code, text);
  return status;
}

graphStatus refuse(const std::vector<Breach>& breaches) {
  graphStatus status = kGraphSuccess;
  for (const Breach& breach : breaches) status = refuse(breach.code, breach.text);
  return status;
}

const std::string* option(const Options& options, const char* key) {
  const auto found = options.find(key);
  return found == options.end() ? nullptr : &found->second;
}

std::string text_of(const std::vector<int64_t>& dims) {
  std::string text = "[";
  for (const int64_t size : dims) text += (text.size() > 1 ? "," : "") + std::to_string(size);
  return text + "]";
}

// Matches the option against the graph's inputs and fills in what is symbolic. Returns a status, 0 if all is well.
graphStatus place_shapes(const Model& model, const Options& options, Rewrite* rewrite) {
  static const std::string none;
  const std::string* text = option(options, kInputShape);
  const std::string& shape_text = text == nullptr ? none : *text;
  InputShapes shapes;
  std::string problem;
  if (!read_input_shape(shape_text, &shapes, &problem)) {
    return refuse("E10002", "Value " + shape_text + " for parameter --input_shape is invalid. Reason: " + problem +
                                ". The value must be formatted as \"name1:n1,c1,h1,w1;name2:n2,c2,h2,w2\".");
  }
  std::map<std::string, std::vector<int64_t>> given;
  for (const auto& [name, dims] : shapes) {
    if (!given.emplace(name, dims).second) {
      return refuse("E10002", "Value " + shape_text + " for parameter --input_shape is invalid. Reason: " + name +
                                  " is given twice");
    }
  }
  for (const Value& input : model.fed_inputs()) {
    const auto found = given.find(input.name);
    bool symbolic = !input.has_shape;
    for (const int64_t size : input.dims) symbolic = symbolic || size < 0;
    if (found == given.end()) {
      if (!symbolic) continue;
      return refuse("E10001", "Value of input " + input.name + " for parameter --input_shape is missing: its shape " +
                                  text_of(input.dims) + " is not static");
    }
    // The provider writes a scalar as one element.
    const bool scalar = input.has_shape && input.dims.empty() && found->second == std::vector<int64_t>{1};
    bool fits = scalar || !input.has_shape || input.dims.size() == found->second.size();
    for (size_t i = 0; fits && !scalar && i < input.dims.size(); ++i) {
      fits = input.dims[i] < 0 || input.dims[i] == found->second[i];
    }
    if (!fits) {
      return refuse("E10001", "Value " + text_of(found->second) + " of input " + input.name +
                                  " for parameter --input_shape is invalid. Reason: the model declares " +
                                  text_of(input.dims));
    }
    if (!scalar) rewrite->input_dims[input.name] = found->second;
    given.erase(found);
  }
  if (!given.empty()) {
    return refuse("E10001", "Value " + given.begin()->first +
                                " for parameter --input_shape is invalid. Reason: the model has no such input");
  }
  return kGraphSuccess;
}

void dump(const std::string& bytes) {
  const std::string folder = settings().dump_folder();
  if (folder.empty()) return;
  static std::atomic<int> number{0};
  write_file(folder + "/parsed-" + std::to_string(++number) + ".onnx", bytes);
}

}  // namespace

graphStatus build_initialize(const Options& options) {
  const std::string* soc = option(options, kSocVersion);
  if (soc == nullptr || soc->empty()) return refuse("E10004", "Value for --soc_version is empty.");
  const std::string* mode = option(options, kPrecisionMode);
  if (mode != nullptr && !known_precision_mode(*mode)) {
    return refuse("E10001", "Value " + *mode + " for parameter " + kPrecisionMode + " is invalid. Reason: unknown mode",
                  kGraphParamInvalid);
  }
  const std::lock_guard<std::mutex> lock(state().mutex);
  state().initialized = true;
  state().precision_mode = mode == nullptr ? "" : *mode;
  return kGraphSuccess;
}

void build_finalize() {
  const std::lock_guard<std::mutex> lock(state().mutex);
  state().initialized = false;
  state().precision_mode.clear();
}

graphStatus parse_model(const char* data, size_t size, std::shared_ptr<const Model>* into) {
  if (data == nullptr || size == 0) return refuse("E16001", "The model is empty.", kGraphParamInvalid);
  if (size > std::numeric_limits<uint32_t>::max()) {
    return refuse("E19999", "Inner Error: a model of " + std::to_string(size) + " bytes does not fit in 32 bits");
  }
  std::shared_ptr<const Model> model;
  try {
    model = std::make_shared<const Model>(std::string(data, size));
  } catch (const WireError& error) {
    return refuse("E19999", std::string("Inner Error: the bytes are not an ONNX model: ") + error.what());
  }
  dump(model->bytes);
  {
    const std::lock_guard<std::mutex> lock(state().mutex);
    state().last = model;
  }
  const auto breaches = check_parsed(*model, settings().strictness);
  if (!breaches.empty()) return refuse(breaches);
  ++counters().models_parsed;
  *into = model;
  return kGraphSuccess;
}

graphStatus build_model(const Model* model, const Options& options, std::string* container) {
  CompiledModel compiled;
  {
    const std::lock_guard<std::mutex> lock(state().mutex);
    if (!state().initialized) return refuse("E19999", "Inner Error: aclgrphBuildInitialize was not called");
    const std::string* mode = option(options, kPrecisionMode);
    compiled.precision_mode = mode == nullptr ? state().precision_mode : *mode;
    state().last_precision_mode = compiled.precision_mode;
  }
  if (model == nullptr) return refuse("E19999", "Inner Error: the graph is empty", kGraphParamInvalid);
  if (!known_precision_mode(compiled.precision_mode)) {
    return refuse("E10001", "Value " + compiled.precision_mode + " for parameter " + kPrecisionMode +
                                " is invalid. Reason: unknown mode", kGraphParamInvalid);
  }
  Rewrite rewrite;
  if (const graphStatus bad = place_shapes(*model, options, &rewrite)) return bad;
  compiled.onnx = write(*model, rewrite);
  const Model shaped(compiled.onnx);
  Values values;
  const std::string problem = infer(shaped, &values);
  if (!problem.empty()) return refuse("E19999", "Inner Error: the CPU session refuses the model: " + problem);
  const auto breaches = check_shaped(shaped, values, settings().strictness);
  if (!breaches.empty()) return refuse(breaches);
  *container = compiled.pack();
  ++counters().models_built;
  return kGraphSuccess;
}

graphStatus save_model(const std::string& path, const void* data, size_t size) {
  if (path.empty() || data == nullptr || size == 0) {
    return refuse("E10004", "Value for --output is empty, or the model is.", kGraphParamInvalid);
  }
  if (!write_file(path + ".om", std::string(static_cast<const char*>(data), size))) {
    return refuse("E19999", "Inner Error: cannot write " + path + ".om");
  }
  ++counters().models_saved;
  return kGraphSuccess;
}

std::string last_onnx() {
  const std::lock_guard<std::mutex> lock(state().mutex);
  return state().last == nullptr ? "" : state().last->bytes;
}

std::string last_histogram() {
  const std::lock_guard<std::mutex> lock(state().mutex);
  return state().last == nullptr ? "{}" : histogram_json(*state().last);
}

std::string last_precision_mode() {
  const std::lock_guard<std::mutex> lock(state().mutex);
  return state().last_precision_mode;
}

std::string last_graph_name() {
  const std::lock_guard<std::mutex> lock(state().mutex);
  return state().last == nullptr ? "" : state().last->graph_name;
}

}  // namespace cann_double
