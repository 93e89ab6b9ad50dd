// What a model must keep to so that CANN takes it. Each breach is reported with CANN's error code, or with a code of
// the double's own ("D....") where CANN would take the model and get it wrong, slow, or was never tried.
#pragma once

#include <string>
#include <vector>

#include "inference.h"
#include "onnx_model.h"

namespace cann_double {

struct Breach {
  std::string code;
  std::string text;
};

// What the parser sees: operators, opsets, attributes, names, constants.
std::vector<Breach> check_parsed(const Model& model, int strictness);
// What needs types and concrete shapes: after the build's input shapes are in place.
std::vector<Breach> check_shaped(const Model& model, const Values& values, int strictness);

}  // namespace cann_double
