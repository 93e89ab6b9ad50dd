// Names: CANN makes a node of each graph input and of each initializer, so all of them share one set of names.
#include <algorithm>
#include <set>

#include "rules.h"

namespace cann_double {
namespace {

bool digits(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Whether the name is one that the parser gives to an initializer: <initializer>_Initializer_<number>.
bool names_initializer(const std::string& name, const std::set<std::string>& initializers) {
  constexpr char kMiddle[] = "_Initializer_";
  const size_t at = name.rfind(kMiddle);
  return at != std::string::npos && digits(name.substr(at + sizeof kMiddle - 1)) &&
         initializers.count(name.substr(0, at)) != 0;
}

}  // namespace

void check_names(const Model& model, Findings* findings) {
  std::set<std::string> taken;
  std::set<std::string> initializers;
  for (const Value& input : model.fed_inputs()) taken.insert(input.name);
  for (const Tensor& tensor : model.initializers) initializers.insert(tensor.name);
  size_t unnamed = 0;
  for (const Node& node : model.nodes) {
    if (node.name.empty()) {
      ++unnamed;
      continue;
    }
    if (!taken.insert(node.name).second || names_initializer(node.name, initializers)) {
      findings->refused("E13009", "Operator " + node.name +
                                      " already exists in the graph: as a node, graph input or initializer.");
    }
  }
  if (unnamed == 0) return;
  if (unnamed < model.nodes.size()) {
    findings->advised("D1009", std::to_string(unnamed) + " of " + std::to_string(model.nodes.size()) +
                                   " nodes have no name: CANN gives them names that may collide, so name all of them");
  }
  for (const Node& node : model.nodes) {
    const std::string prefix = node.op + "_";
    if (node.name.rfind(prefix, 0) == 0 && digits(node.name.substr(prefix.size()))) {
      findings->advised("D1009", node, "CANN gives names of this form to nodes without one");
    }
  }
}

}  // namespace cann_double
