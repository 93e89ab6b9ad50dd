// Imitates a device's arithmetic on the CPU by rewriting the model.
#pragma once

#include <string>

#include "onnx_model.h"

namespace cann_double {

struct Arithmetic {
  bool all_half = false;      // inputs, weights and every result rounded to fp16, too large ones to infinity
  bool half_matrix = false;   // operands of convolutions and matrix products rounded to fp16
  int conv_bits = 0;          // significand bits kept of the operands of convolutions; 0: all
  int matrix_bits = 0;        // the same for matrix products
  bool exact() const { return !all_half && !half_matrix && conv_bits == 0 && matrix_bits == 0; }
};

// Whether CANN knows the mode; empty (not given) counts as known.
bool known_precision_mode(const std::string& mode);

// What a device computes with under that mode, unless a test asked for an imitation of its own.
Arithmetic arithmetic_of(const std::string& precision_mode);

// The model rewritten to compute so. On failure `problem` is set.
std::string imitate(const Model& model, const Arithmetic& arithmetic, std::string* problem);

}  // namespace cann_double
