// The graph engine behind the ge:: functions: parse, build, save.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "acl_types.h"
#include "onnx_model.h"

namespace cann_double {

using Options = std::map<std::string, std::string>;

DOUBLE_EXPORT graphStatus build_initialize(const Options& options);
DOUBLE_EXPORT void build_finalize();
DOUBLE_EXPORT graphStatus parse_model(const char* data, size_t size, std::shared_ptr<const Model>* into);
DOUBLE_EXPORT graphStatus build_model(const Model* model, const Options& options, std::string* container);
DOUBLE_EXPORT graphStatus save_model(const std::string& path, const void* data, size_t size);

// What tests may ask about.
std::string last_onnx();
std::string last_histogram();
std::string last_precision_mode();
std::string last_graph_name();

}  // namespace cann_double
