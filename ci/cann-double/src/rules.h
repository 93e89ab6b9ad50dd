// What a model must keep to so that CANN takes it and computes what ONNX means. A breach is reported with CANN's own
// error code, or with a code of the double's ("D....") where CANN would take the model but get it wrong or slow, or
// where nobody tried.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "inference.h"
#include "onnx_model.h"
#include "settings.h"

namespace cann_double {

struct Breach {
  std::string code;
  std::string text;
};

// Collects breaches of one model, as strictly as was asked.
class Findings {
 public:
  explicit Findings(int strictness) : strictness_(strictness) {}

  // CANN refuses this, with that code.
  void refused(const std::string& code, const std::string& text) {
    if (strictness_ >= static_cast<int>(Strictness::kCann)) breaches.push_back({code, text});
  }
  // The plugin of the node's operator refuses it: E11010.
  void plugin(const Node& node, const std::string& reason);
  // CANN takes this, but it should not be handed over.
  void advised(const std::string& code, const Node& node, const std::string& reason);
  void advised(const std::string& code, const std::string& text) {
    if (strictness_ >= static_cast<int>(Strictness::kAdvice)) breaches.push_back({code, text});
  }
  // The double itself cannot run it, however strict.
  void impossible(const std::string& code, const std::string& text) { breaches.push_back({code, text}); }

  std::vector<Breach> breaches;

 private:
  int strictness_;
};

// What the parser sees: operators, opsets, names, attributes, constants.
std::vector<Breach> check_parsed(const Model& model, int strictness);
// What needs types and concrete shapes: after the build's input shapes are in place.
std::vector<Breach> check_shaped(const Model& model, const Values& values, int strictness);

// Parts of check_parsed, a file each.
void check_names(const Model& model, Findings* findings);
void check_attributes(const Model& model, const Node& node, Findings* findings);
void check_constants(const Model& model, const Node& node, Findings* findings);

// "Conv node_7", for texts.
std::string described(const Node& node);

}  // namespace cann_double
