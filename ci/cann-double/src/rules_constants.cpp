// Inputs that decide a shape: CANN's parser takes computed ones, but its builder then does not know the shape.
#include <map>

#include "rules.h"

namespace cann_double {
namespace {

// Indices of the inputs that must be initializers where they are given.
const std::map<std::string, std::vector<size_t>>& deciding_inputs() {
  static const auto* table = new std::map<std::string, std::vector<size_t>>{
      {"Reshape", {1}},         {"Expand", {1}},    {"Tile", {1}},       {"Split", {1}},     {"Slice", {1, 2, 3, 4}},
      {"Pad", {1, 2, 3}},       {"Squeeze", {1}},   {"Unsqueeze", {1}},  {"OneHot", {1}},    {"ConstantOfShape", {0}},
      {"ReduceSum", {1}},       {"ReduceMax", {1}}, {"ReduceMean", {1}}, {"Resize", {2, 3}}, {"TopK", {1}},
      {"CumSum", {1}},          {"Range", {0, 1, 2}}};
  return *table;
}

}  // namespace

void check_constants(const Model& model, const Node& node, Findings* findings) {
  if (!node.domain.empty()) return;
  const auto found = deciding_inputs().find(node.op);
  if (found == deciding_inputs().end()) return;
  for (const size_t index : found->second) {
    const std::string& name = node.input(index);
    if (!name.empty() && model.constants.count(name) == 0) {
      findings->advised("D1003", node, "input " + std::to_string(index) + ", \"" + name +
                                           "\", decides the shape and must be an initializer");
    }
  }
}

}  // namespace cann_double
