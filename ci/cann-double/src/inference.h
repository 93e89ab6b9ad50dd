// Types and shapes of every value in a model, found by the CPU session's own inference.
#pragma once

#include <map>
#include <string>

#include "inner_session.h"
#include "onnx_model.h"

namespace cann_double {

using Values = std::map<std::string, TensorInfo>;

// Fills `values` for graph inputs, initializers and all outputs of nodes. "" or why the model is not valid.
std::string infer(const Model& model, Values* values);

}  // namespace cann_double
