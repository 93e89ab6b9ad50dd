// Which operators CANN's ONNX parser takes, and at which opsets.
#pragma once

#include <cstdint>
#include <string>

namespace cann_double {

enum class Support {
  kTried,    // was fed to CANN's own parser or read in its source, for these opsets
  kUntried,  // the provider hands it over, but nobody tried what the parser says
  kUnknown,  // neither
};

// How the operator of ONNX's own domain stands at that opset; kUnknown also for an opset outside its range.
Support support_of(const std::string& op, int64_t opset);

}  // namespace cann_double
