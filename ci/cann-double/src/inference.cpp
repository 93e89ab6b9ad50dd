#include "inference.h"

#include <set>

namespace cann_double {

std::string infer(const Model& model, Values* values) {
  std::set<std::string> declared;
  for (const Value& output : model.outputs) declared.insert(output.name);
  Rewrite all;
  for (const Node& node : model.nodes) {
    for (const std::string& output : node.outputs) {
      if (!output.empty() && declared.insert(output).second) all.more_outputs.push_back(output);
    }
  }
  std::string problem;
  const auto session = InnerSession::create(write(model, all), false, &problem);
  if (session == nullptr) return problem;
  for (const Tensor& tensor : model.initializers) (*values)[tensor.name] = {tensor.name, tensor.type, tensor.dims};
  for (const TensorInfo& input : session->inputs()) (*values)[input.name] = input;
  for (const TensorInfo& output : session->outputs()) (*values)[output.name] = output;
  return "";
}

}  // namespace cann_double
