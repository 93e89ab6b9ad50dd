#include "rules.h"

#include "operators.h"

namespace cann_double {
namespace {

void check_operator(const Model& model, const Node& node, Findings* findings) {
  const int64_t opset = model.opset(node);
  const Support support = node.domain.empty() ? support_of(node.op, opset) : Support::kUnknown;
  const std::string domain = node.domain.empty() ? "ai.onnx" : node.domain;
  const std::string type = domain + "::" + std::to_string(opset) + "::" + node.op;
  // A toolkit without its operators refuses everything, however little the double is asked to check.
  const auto package = static_cast<OpsPackage>(settings().ops_package.load());
  if (package == OpsPackage::kNoPrototypes) {
    findings->impossible("E10501", "IR for Op " + node.name + " with optype " + node.op + " is not registered.");
  } else if (package == OpsPackage::kAbsent) {
    findings->impossible("E13010", "No operator plugin is registered for Op: " + node.name + ", optype: " + type + ".");
  } else if (support == Support::kUnknown) {
    findings->refused("E13010", "No operator plugin is registered for Op: " + node.name + ", optype: " + type + ".");
  } else if (support == Support::kUntried) {
    findings->advised("D1001", node, "nobody tried whether CANN's parser takes " + type);
  }
}

void check_ends(const Model& model, Findings* findings) {
  if (model.fed_inputs().empty()) findings->refused("E16001", "The model has no input.");
  if (model.outputs.empty()) findings->refused("E16001", "The model has no output.");
  for (const Value& input : model.fed_inputs()) {
    if (input.has_shape && input.dims.empty()) {
      findings->advised("D1002", "input \"" + input.name +
                                     "\" is a scalar, which the provider builds as one element: declare it as [1]");
    }
  }
}

}  // namespace

std::string described(const Node& node) {
  return node.op + " \"" + (node.name.empty() && !node.outputs.empty() ? "-> " + node.outputs[0] : node.name) + "\"";
}

void Findings::plugin(const Node& node, const std::string& reason) {
  refused("E11010", "Failed to parse the parameters of " + described(node) + ": " + reason);
}

void Findings::advised(const std::string& code, const Node& node, const std::string& reason) {
  advised(code, described(node) + ": " + reason);
}

std::vector<Breach> check_parsed(const Model& model, int strictness) {
  Findings findings(strictness);
  check_ends(model, &findings);
  check_names(model, &findings);
  if (model.has_functions) findings.impossible("D1016", "the model has functions of its own: inline them");
  for (const Tensor& tensor : model.initializers) {
    if (tensor.external) {
      findings.impossible("D1016",
                          "initializer \"" + tensor.name + "\" is in a file of its own: put it into the model");
    }
  }
  for (const Node& node : model.nodes) {
    check_operator(model, node, &findings);
    check_attributes(model, node, &findings);
    check_constants(model, node, &findings);
  }
  return findings.breaches;
}

}  // namespace cann_double
