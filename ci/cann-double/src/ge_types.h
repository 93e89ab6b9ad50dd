// The ge:: classes and functions that the provider calls. The layouts are those that its code inlines: AscendString,
// Graph and ModelBufferData hold a std::shared_ptr of libstdc++ and no vtable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "acl_types.h"

namespace cann_double {
struct Model;
}

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
  uint64_t length = 0;
};

using StringMap = std::map<AscendString, AscendString>;

DOUBLE_EXPORT graphStatus aclgrphBuildInitialize(StringMap& options);
DOUBLE_EXPORT void aclgrphBuildFinalize();
DOUBLE_EXPORT graphStatus aclgrphParseONNXFromMem(const char* data, size_t size, const StringMap& options,
                                                  Graph& graph);
DOUBLE_EXPORT graphStatus aclgrphBuildModel(const Graph& graph, const StringMap& options, ModelBufferData& model);
DOUBLE_EXPORT graphStatus aclgrphSaveModel(const char* path, const ModelBufferData& model);

}  // namespace ge
