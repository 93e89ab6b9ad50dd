// What types and concrete shapes tell, once the builder knows them.
#include <functional>
#include <map>

#include "rules.h"

namespace cann_double {
namespace {

using Dims = std::vector<int64_t>;

struct Context {
  const Values& values;
  Findings* findings;

  const TensorInfo* value(const std::string& name) const {
    const auto found = values.find(name);
    return found == values.end() ? nullptr : &found->second;
  }
};

using Check = std::function<void(const Context&, const Node&)>;

std::string text_of(const Dims& dims) {
  std::string text = "[";
  for (const int64_t size : dims) text += (text.size() > 1 ? "," : "") + std::to_string(size);
  return text + "]";
}

bool known(const TensorInfo* info) {
  if (info == nullptr) return false;
  for (const int64_t size : info->dims) {
    if (size < 0) return false;
  }
  return true;
}

void within(const Context& context, const Node& node, const char* attribute, int64_t least, int64_t most) {
  const Attribute* found = node.attribute(attribute);
  if (found == nullptr) return;
  for (const int64_t value : found->ints) {
    if (value < least || value > most) {
      context.findings->advised("D1012", node,
                                std::string(attribute) + " must lie in [" + std::to_string(least) + ", " +
                                    std::to_string(most) + "], found " + std::to_string(value));
    }
  }
}

void groups(const Context& context, const Node& node, const TensorInfo& input, int64_t out_channels) {
  const int64_t group = node.integer("group", 1);
  const int64_t in_channels = input.dims[1];
  if (group < 1 || group > 65535 || in_channels % group != 0 || out_channels % group != 0) {
    context.findings->advised("D1012", node, "group must lie in [1, 65535] and divide " + std::to_string(in_channels) +
                                                 " and " + std::to_string(out_channels) + ", found " +
                                                 std::to_string(group));
  }
}

void conv(const Context& context, const Node& node) {
  within(context, node, "kernel_shape", 1, 511);
  within(context, node, "strides", 1, 63);
  within(context, node, "pads", 0, 255);
  within(context, node, "dilations", 1, 255);
  const TensorInfo* input = context.value(node.input(0));
  const TensorInfo* filter = context.value(node.input(1));
  if (!known(input) || !known(filter) || input->dims.size() != 4 || filter->dims.size() != 4) return;
  groups(context, node, *input, filter->dims[0]);
  if (input->dims[2] > 100000 || input->dims[3] > 4096) {
    context.findings->advised("D1012", node, "height is at most 100000 and width 4096, found " + text_of(input->dims));
  }
}

void conv_transpose(const Context& context, const Node& node) {
  within(context, node, "kernel_shape", 1, 255);
  within(context, node, "strides", 1, 63);
  within(context, node, "pads", 0, 255);
  within(context, node, "dilations", 1, 255);
  const TensorInfo* input = context.value(node.input(0));
  const TensorInfo* filter = context.value(node.input(1));
  if (!known(input) || !known(filter) || input->dims.size() != 4 || filter->dims.size() != 4) return;
  groups(context, node, *input, filter->dims[1] * node.integer("group", 1));
  const Attribute* strides = node.attribute("strides");
  for (size_t i = 0; i < 2; ++i) {
    const int64_t stride = strides == nullptr || i >= strides->ints.size() ? 1 : strides->ints[i];
    if (input->dims[2 + i] * stride > 4096) {
      context.findings->advised("D1012", node, "height and width times stride are at most 4096, found " +
                                                   text_of(input->dims) + " and stride " + std::to_string(stride));
    }
  }
}

void mat_mul(const Context& context, const Node& node) {
  for (size_t i = 0; i < 2; ++i) {
    const TensorInfo* operand = context.value(node.input(i));
    if (operand != nullptr && (operand->dims.size() < 2 || operand->dims.size() > 6)) {
      context.findings->advised("D1010", node, "operands have 2 to 6 dimensions, found " + text_of(operand->dims) +
                                                   ": reshape");
    }
  }
}

void sum(const Context& context, const Node& node) {
  const TensorInfo* first = context.value(node.input(0));
  for (const std::string& name : node.inputs) {
    const TensorInfo* each = context.value(name);
    if (first != nullptr && each != nullptr && each->dims != first->dims) {
      context.findings->advised("D1007", node, "Sum does not promise to broadcast " + text_of(first->dims) + " and " +
                                                   text_of(each->dims) + ": use Add");
      return;
    }
  }
}

void div(const Context& context, const Node& node) {
  const TensorInfo* operand = context.value(node.input(0));
  if (operand == nullptr) return;
  const Type type = operand->type;
  if (type != Type::kFloat && type != Type::kHalf && type != Type::kDouble && type != Type::kBfloat16) {
    context.findings->advised("D1011", node, std::string("CANN divides ") + name_of(type) +
                                                 " as real numbers, ONNX drops the remainder");
  }
}

const std::map<std::string, Check>& checks() {
  static const auto* table = new std::map<std::string, Check>{
      {"Conv", conv}, {"ConvTranspose", conv_transpose}, {"MatMul", mat_mul}, {"Sum", sum}, {"Div", div}};
  return *table;
}

}  // namespace

std::vector<Breach> check_shaped(const Model& model, const Values& values, int strictness) {
  Findings findings(strictness);
  const Context context{values, &findings};
  for (const Value& output : model.outputs) {
    const TensorInfo* info = context.value(output.name);
    if (info == nullptr || info->size() < 0) {
      findings.impossible("D1013", "output \"" + output.name + "\" has no static shape, which the double cannot run");
    }
  }
  for (const Node& node : model.nodes) {
    for (const std::string& name : node.outputs) {
      const TensorInfo* info = name.empty() ? nullptr : context.value(name);
      if (info == nullptr) continue;
      if (!known(info)) findings.advised("D1013", node, "the shape of \"" + name + "\" is not static");
      if (info->type == Type::kDouble) {
        findings.advised("D1014", node, "float64 runs on the AI CPU or nowhere: use float32");
      }
    }
    const auto found = checks().find(node.op);
    if (node.domain.empty() && found != checks().end()) found->second(context, node);
  }
  return findings.breaches;
}

}  // namespace cann_double
