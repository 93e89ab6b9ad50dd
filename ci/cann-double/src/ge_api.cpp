// libfmk_onnx_parser.so: the ge:: functions that the provider calls, handed on to the graph engine.
#include "ge_types.h"

#include <cstring>

#include "entry.h"
#include "graph_engine.h"

namespace ge {

static cann_double::Options plain(const StringMap& options) {
  cann_double::Options result;
  for (const auto& [key, value] : options) result[key.text()] = value.text();
  return result;
}

AscendString::AscendString(const char* text) : text_(text == nullptr ? nullptr : std::make_shared<std::string>(text)) {
  cann_double::entry("AscendString").enter();
}

bool AscendString::operator<(const AscendString& other) const {
  cann_double::entry("AscendString.less").enter();
  return text() < other.text();
}

Graph::Graph(const char*) { cann_double::entry("Graph").enter(); }

graphStatus aclgrphBuildInitialize(StringMap& options) {
  DOUBLE_ENTER("aclgrphBuildInitialize", static_cast<graphStatus>(injected));
  return cann_double::build_initialize(plain(options));
}

void aclgrphBuildFinalize() {
  cann_double::entry("aclgrphBuildFinalize").enter();
  cann_double::build_finalize();
}

graphStatus aclgrphParseONNXFromMem(const char* data, size_t size, const StringMap&, Graph& graph) {
  DOUBLE_ENTER("aclgrphParseONNXFromMem", static_cast<graphStatus>(injected));
  return cann_double::parse_model(data, size, &graph.model);
}

graphStatus aclgrphBuildModel(const Graph& graph, const StringMap& options, ModelBufferData& model) {
  DOUBLE_ENTER("aclgrphBuildModel", static_cast<graphStatus>(injected));
  std::string container;
  const graphStatus status = cann_double::build_model(graph.model.get(), plain(options), &container);
  if (status != 0) return status;
  model.data = std::shared_ptr<uint8_t>(new uint8_t[container.size()], std::default_delete<uint8_t[]>());
  std::memcpy(model.data.get(), container.data(), container.size());
  model.length = container.size();
  return status;
}

graphStatus aclgrphSaveModel(const char* path, const ModelBufferData& model) {
  DOUBLE_ENTER("aclgrphSaveModel", static_cast<graphStatus>(injected));
  return cann_double::save_model(path == nullptr ? "" : path, model.data.get(), model.length);
}

}  // namespace ge
