// libfmk_onnx_parser.so: the ge:: functions that the provider calls. The layouts are those that the provider's code
// inlines: AscendString, Graph and ModelBufferData hold a std::shared_ptr of libstdc++ and no vtable.
#include <cstring>
#include <map>
#include <memory>
#include <string>

#include "entry.h"
#include "graph_engine.h"

namespace ge {

using graphStatus = ::graphStatus;

class DOUBLE_EXPORT AscendString {
 public:
  explicit AscendString(const char* text);
  bool operator<(const AscendString& other) const;
  std::string text() const { return text_ == nullptr ? std::string() : *text_; }

 private:
  std::shared_ptr<std::string> text_;
};

// In CANN the pointer is to the graph's implementation; here it is to the model that was parsed. The provider only
// copies and destroys it, through the shared pointer's own control block.
class DOUBLE_EXPORT Graph {
 public:
  explicit Graph(const char* name);
  std::shared_ptr<const cann_double::Model> model;
};

struct ModelBufferData {
  std::shared_ptr<uint8_t> data;
  uint64_t length;
};

using StringMap = std::map<AscendString, AscendString>;

DOUBLE_EXPORT graphStatus aclgrphBuildInitialize(StringMap& options);
DOUBLE_EXPORT void aclgrphBuildFinalize();
DOUBLE_EXPORT graphStatus aclgrphParseONNXFromMem(const char* data, size_t size, const StringMap& options,
                                                  Graph& graph);
DOUBLE_EXPORT graphStatus aclgrphBuildModel(const Graph& graph, const StringMap& options, ModelBufferData& model);
DOUBLE_EXPORT graphStatus aclgrphSaveModel(const char* path, const ModelBufferData& model);

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
