// Attributes: what the plugin of each operator needs, refuses, or silently takes for something else.
#include <algorithm>
#include <functional>
#include <map>

#include "rules.h"

namespace cann_double {
namespace {

using Check = std::function<void(const Model&, const Node&, Findings*)>;

std::string text_attribute(const Node& node, const char* name) {
  const Attribute* found = node.attribute(name);
  return found == nullptr ? "" : found->s;
}

int64_t product(const Attribute* attribute) {
  int64_t all = 1;
  if (attribute != nullptr) {
    for (const int64_t value : attribute->ints) all *= value;
  }
  return all;
}

int64_t largest(const Attribute* attribute) {
  int64_t found = 1;
  if (attribute != nullptr) {
    for (const int64_t value : attribute->ints) found = std::max(found, value);
  }
  return found;
}

Check needs(const char* attribute) {
  return [attribute](const Model&, const Node& node, Findings* findings) {
    if (node.attribute(attribute) == nullptr) {
      findings->plugin(node, std::string("must input the attr of ") + attribute);
    }
  };
}

Check avoid(const char* why) {
  return [why](const Model&, const Node& node, Findings* findings) { findings->advised("D1006", node, why); };
}

void conv(const Model&, const Node& node, Findings* findings) {
  const Attribute* kernel = node.attribute("kernel_shape");
  if (kernel == nullptr && node.attribute("pads") == nullptr && node.attribute("strides") == nullptr &&
      node.attribute("dilations") == nullptr) {
    findings->plugin(node, "needs at least one of kernel_shape, pads, strides, dilations");
  } else if (kernel == nullptr) {
    findings->advised("D1008", node, "write kernel_shape");
  }
  const std::string auto_pad = text_attribute(node, "auto_pad");
  const bool same = !auto_pad.empty() && auto_pad != "NOTSET" && auto_pad != "VALID";
  if (kernel != nullptr && kernel->ints.size() == 3 && same) {
    findings->plugin(node, "auto_pad of a 3-D convolution must be NOTSET or VALID, found " + auto_pad);
  }
}

void conv_transpose(const Model& model, const Node& node, Findings* findings) {
  needs("kernel_shape")(model, node, findings);
  if (node.attribute("output_shape") != nullptr) {
    findings->advised("D1005", node,
                      "output_shape turns every later ConvTranspose of the process without auto_pad into SAME_LOWER: "
                      "give pads and output_padding");
  }
}

void max_pool(const Model&, const Node& node, Findings* findings) {
  if (node.present_outputs() > 1) findings->plugin(node, "The output of Indices is not support, transforming failed.");
  if (node.integer("storage_order", 0) != 0) findings->plugin(node, "storage_order must be 0");
  if (largest(node.attribute("dilations")) > 1) findings->advised("D1008", node, "dilations are silently dropped");
  if (product(node.attribute("kernel_shape")) > 255 || largest(node.attribute("strides")) > 63) {
    findings->advised("D1012", node, "a kernel of more than 255 places or a stride above 63 runs on the AI CPU, with "
                                     "padding filled with -65504");
  }
}

void average_pool(const Model& model, const Node& node, Findings* findings) {
  needs("kernel_shape")(model, node, findings);
  if (text_attribute(node, "auto_pad") == "SAME_LOWER") {
    findings->advised("D1008", node, "SAME_LOWER is treated as SAME_UPPER");
  }
  if (product(node.attribute("kernel_shape")) > 255 || largest(node.attribute("strides")) > 63) {
    findings->advised("D1012", node, "kernels have at most 255 places, strides are at most 63");
  }
}

void gemm(const Model&, const Node& node, Findings* findings) {
  const Attribute* alpha = node.attribute("alpha");
  if (node.input(2).empty() && alpha != nullptr && alpha->f != 1.0f) {
    findings->advised("D1004", node, "alpha is silently ignored without a third input: scale by Mul");
  }
}

void scatter_nd(const Model&, const Node& node, Findings* findings) {
  if (text_attribute(node, "reduction") == "mul") findings->plugin(node, "reduction mul is not supported");
}

void log_softmax(const Model& model, const Node& node, Findings* findings) {
  if (model.opset(node) < 13 && node.attribute("axis") == nullptr) {
    findings->advised("D1008", node, "CANN takes axis -1 where ONNX means 1 before opset 13: write axis");
  }
}

void depth_to_space(const Model&, const Node& node, Findings* findings) {
  if (node.integer("blocksize", 0) < 2) findings->plugin(node, "blocksize must be at least 2");
}

void resize(const Model&, const Node& node, Findings* findings) {
  if (node.inputs.size() < 3) findings->plugin(node, "needs at least 3 inputs");
  for (const char* ignored : {"nearest_mode", "antialias", "axes"}) {
    if (node.attribute(ignored) != nullptr) findings->advised("D1008", node, std::string(ignored) + " is ignored");
  }
}

void clip(const Model& model, const Node& node, Findings* findings) {
  if (model.opset(node) >= 11 && node.input(1).empty() && node.input(2).empty()) {
    findings->plugin(node, "min or max must exist");
  }
}

void constant_of_shape(const Model&, const Node& node, Findings* findings) {
  const Attribute* value = node.attribute("value");
  if (value == nullptr || value->tensor.has_raw) return;
  const Type type = value->tensor.type;
  if (type != Type::kFloat && type != Type::kDouble && type != Type::kInt32 && type != Type::kInt64) {
    findings->plugin(node, std::string("a value of type ") + name_of(type) + " must be given as raw data");
  }
}

void batch_normalization(const Model&, const Node& node, Findings* findings) {
  if (node.integer("training_mode", 0) != 0) findings->advised("D1006", node, "training_mode was never tried");
}

const std::map<std::string, Check>& checks() {
  static const auto* table = new std::map<std::string, Check>{
      {"Conv", conv},
      {"ConvTranspose", conv_transpose},
      {"MaxPool", max_pool},
      {"AveragePool", average_pool},
      {"Gemm", gemm},
      {"ScatterND", scatter_nd},
      {"LogSoftmax", log_softmax},
      {"DepthToSpace", depth_to_space},
      {"SpaceToDepth", depth_to_space},
      {"Resize", resize},
      {"Clip", clip},
      {"ConstantOfShape", constant_of_shape},
      {"BatchNormalization", batch_normalization},
      {"Transpose", needs("perm")},
      {"Concat", needs("axis")},
      {"SoftmaxCrossEntropyLoss", avoid("CANN's ignore_index is 0 by default, so class 0 may be left out: use "
                                        "LogSoftmax, Mul and ReduceSum")},
      {"MaxUnpool", avoid("it needs the indices that MaxPool does not give")}};
  return *table;
}

}  // namespace

void check_attributes(const Model& model, const Node& node, Findings* findings) {
  if (!node.domain.empty()) return;
  const auto found = checks().find(node.op);
  if (found != checks().end()) found->second(model, node, findings);
}

}  // namespace cann_double
