#include "operators.h"

#include <cstdint>
#include <map>
#include <set>

namespace cann_double {
namespace {

constexpr int64_t kFirst = 8;
constexpr int64_t kLast = 18;

// Operators that start later than opset 8, or have a gap; the first opset, and one more opset before it or 0.
struct Range {
  int64_t first;
  int64_t lone;
};
const std::map<std::string, Range>& later() {
  static const auto* table = new std::map<std::string, Range>{
      {"ScatterElements", {11, 0}}, {"Slice", {10, 0}},          {"Pad", {11, 0}},
      {"GreaterOrEqual", {12, 8}},  {"OneHot", {9, 0}},          {"Resize", {10, 0}},
      {"LayerNormalization", {17, 0}}, {"SoftmaxCrossEntropyLoss", {12, 0}}, {"MaxUnpool", {11, 9}}};
  return *table;
}

const std::set<std::string>& from_8_to_18() {
  static const auto* table = new std::set<std::string>{
      "Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalAveragePool", "ScatterND", "Gather", "GatherElements",
      "Gemm", "MatMul", "Transpose", "Reshape", "Split", "Concat", "Expand", "Tile", "Add", "Sub", "Mul", "Div", "Pow",
      "Min", "Max", "Sum", "Sqrt", "Exp", "Log", "Neg", "Abs", "Erf", "Tanh", "Sigmoid", "Relu", "Reciprocal",
      "Identity", "Greater", "Less", "Equal", "And", "Or", "Not", "LessOrEqual", "Where", "Cast", "Softmax",
      "LogSoftmax", "ReduceSum", "ReduceMax", "ReduceMean", "ConstantOfShape", "DepthToSpace", "SpaceToDepth", "Clip",
      "Squeeze", "Unsqueeze", "BatchNormalization", "Cos", "Floor", "Sign", "Sin"};
  return *table;
}

// The rest of the provider's list. Constant is folded into an initializer by ONNX Runtime before CANN sees it.
const std::set<std::string>& untried() {
  static const auto* table = new std::set<std::string>{
      "Acos", "Acosh", "ArgMax", "ArgMin", "Asin", "Asinh", "Atan", "Atanh", "BitShift", "Ceil", "Celu", "Compress",
      "Constant", "Cosh", "CumSum", "Det", "Dropout", "Elu", "EyeLike", "Flatten", "GatherND",
      "GlobalLpPool", "GlobalMaxPool", "Hardmax", "HardSigmoid", "HardSwish", "InstanceNormalization", "LeakyRelu",
      "LpNormalization", "LpPool", "LRN", "LSTM", "MaxRoiPool", "Mean", "MeanVarianceNormalization", "Mod",
      "Multinomial", "NonMaxSuppression", "NonZero", "PRelu", "RandomNormalLike", "RandomUniform",
      "RandomUniformLike", "Range", "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMin",
      "ReduceProd", "ReduceSumSquare", "ReverseSequence", "RoiAlign", "Round", "Scatter", "Selu", "Shape", "Shrink",
      "Sinh", "Size", "Softplus", "Softsign", "TfIdfVectorizer", "ThresholdedRelu", "TopK", "Xor"};
  return *table;
}

}  // namespace

Support support_of(const std::string& op, int64_t opset) {
  if (opset < kFirst || opset > kLast) return Support::kUnknown;
  const auto late = later().find(op);
  if (late != later().end()) {
    return opset >= late->second.first || opset == late->second.lone ? Support::kTried : Support::kUnknown;
  }
  if (from_8_to_18().count(op) != 0) return Support::kTried;
  return untried().count(op) != 0 ? Support::kUntried : Support::kUnknown;
}

}  // namespace cann_double
