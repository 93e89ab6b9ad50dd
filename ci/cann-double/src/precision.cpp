#include "precision.h"

#include <cstring>

#include "inference.h"
#include "settings.h"

namespace cann_double {
namespace {

constexpr char kSuffix[] = "__cann_double_";

bool is_convolution(const Node& node) { return node.op == "Conv" || node.op == "ConvTranspose"; }
bool is_matrix_product(const Node& node) { return node.op == "MatMul" || node.op == "Gemm"; }

std::string integer_attribute(const char* name, int64_t value) {
  constexpr int kInt = 2;
  WireWriter attribute;
  attribute.bytes(1, name);
  attribute.integer(3, static_cast<uint64_t>(value));
  attribute.integer(20, kInt);
  return attribute.text();
}

std::string node(const char* op, const std::vector<std::string>& inputs, const std::string& output,
                 const std::string& attribute = "") {
  WireWriter made;
  for (const std::string& input : inputs) made.bytes(1, input);
  made.bytes(2, output);
  // Not the output's name alone: a node of the model may have that.
  made.bytes(3, output + kSuffix + "node");
  made.bytes(4, op);
  if (!attribute.empty()) made.bytes(5, attribute);
  return made.text();
}

std::string cast(const std::string& input, const std::string& output, Type to) {
  return node("Cast", {input}, output, integer_attribute("to", static_cast<int64_t>(to)));
}

class Rewriter {
 public:
  Rewriter(const Model& model, const Arithmetic& arithmetic, const Values& values)
      : model_(model), arithmetic_(arithmetic), values_(values) {}

  std::string rewrite() {
    for (const Node& each : model_.nodes) add(each);
    Rewrite changes;
    changes.nodes = &nodes_;
    changes.more_initializers = initializers_;
    return write(model_, changes);
  }

 private:
  void add(const Node& original) {
    std::vector<std::string> inputs = original.inputs;
    std::vector<std::string> outputs = original.outputs;
    for (size_t i = 0; i < inputs.size(); ++i) {
      if (!is_float(inputs[i])) continue;
      // What nodes compute was rounded when it was made; what is fed or constant is rounded where it is first used.
      // Resize needs its scales as they are: shapes hang on them.
      const bool from_outside = computed_.count(inputs[i]) == 0;
      if (arithmetic_.all_half && from_outside && original.op != "Resize") inputs[i] = half(inputs[i]);
      if (i > 1) continue;
      const bool convolution = is_convolution(original);
      if (!convolution && !is_matrix_product(original)) continue;
      const int bits = convolution ? arithmetic_.conv_bits : arithmetic_.matrix_bits;
      if (bits > 0) inputs[i] = few_bits(inputs[i], bits);
      if (arithmetic_.half_matrix) inputs[i] = half(inputs[i]);
    }
    std::vector<std::string> after;
    for (std::string& output : outputs) {
      if (output.empty()) continue;
      computed_.insert(output);
      if (!arithmetic_.all_half || !is_float(output)) continue;
      const std::string exact = output + kSuffix + "exact";
      const std::string narrow = output + kSuffix + "narrow";
      after.push_back(cast(exact, narrow, Type::kHalf));
      after.push_back(cast(narrow, output, Type::kFloat));
      output = exact;
    }
    WireWriter changed;
    for (const std::string& input : inputs) changed.bytes(1, input);
    for (const std::string& output : outputs) changed.bytes(2, output);
    WireReader reader(original.bytes);
    for (Field field; reader.next(&field);) {
      if (field.number > 2) changed.copy(field);
    }
    nodes_.push_back(changed.text());
    for (std::string& each : after) nodes_.push_back(std::move(each));
  }

  bool is_float(const std::string& name) const {
    const auto found = values_.find(name);
    return found != values_.end() && found->second.type == Type::kFloat;
  }

  std::string half(const std::string& name) {
    const std::string rounded = name + kSuffix + "half";
    if (made_.insert(rounded).second) {
      nodes_.push_back(cast(name, rounded + "_narrow", Type::kHalf));
      nodes_.push_back(cast(rounded + "_narrow", rounded, Type::kFloat));
    }
    return rounded;
  }

  // Veltkamp's splitting (T. J. Dekker, 1971): with t = (2^(53 - bits) + 1) x, t - (t - x) is x rounded to `bits`
  // significand bits. Done in float64, where no float32 overflows; an infinity becomes a NaN.
  std::string few_bits(const std::string& name, int bits) {
    const std::string rounded = name + kSuffix + "bits" + std::to_string(bits);
    if (!made_.insert(rounded).second) return rounded;
    const std::string factor = kSuffix + std::string("factor") + std::to_string(bits);
    if (made_.insert(factor).second) {
      const double value = static_cast<double>((int64_t{1} << (53 - bits)) + 1);
      char raw[sizeof value];
      std::memcpy(raw, &value, sizeof value);
      WireWriter tensor;
      tensor.integer(2, static_cast<uint64_t>(Type::kDouble));
      tensor.bytes(8, factor);
      tensor.bytes(9, std::string_view(raw, sizeof raw));
      initializers_.push_back(tensor.text());
    }
    const std::string wide = rounded + "_x";
    nodes_.push_back(cast(name, wide, Type::kDouble));
    nodes_.push_back(node("Mul", {wide, factor}, rounded + "_t"));
    nodes_.push_back(node("Sub", {rounded + "_t", wide}, rounded + "_low"));
    nodes_.push_back(node("Sub", {rounded + "_t", rounded + "_low"}, rounded + "_high"));
    nodes_.push_back(cast(rounded + "_high", rounded, Type::kFloat));
    return rounded;
  }

  const Model& model_;
  const Arithmetic& arithmetic_;
  const Values& values_;
  std::vector<std::string> nodes_;
  std::vector<std::string> initializers_;
  std::set<std::string> computed_;
  std::set<std::string> made_;
};

}  // namespace

bool known_precision_mode(const std::string& mode) {
  for (const char* known : {"", "force_fp16", "force_fp32", "cube_fp16in_fp32out", "allow_fp32_to_fp16",
                            "must_keep_origin_dtype", "allow_mix_precision", "allow_mix_precision_fp16",
                            "allow_mix_precision_bf16", "allow_fp32_to_bf16"}) {
    if (mode == known) return true;
  }
  return false;
}

Arithmetic arithmetic_of(const std::string& mode) {
  constexpr int kBfloat16Bits = 8;
  Arithmetic arithmetic;
  const int bits = settings().mantissa_bits;
  switch (static_cast<Emulation>(settings().emulation.load())) {
    case Emulation::kExact:
      return arithmetic;
    case Emulation::kHalf:
      arithmetic.all_half = true;
      return arithmetic;
    case Emulation::kHf32Matrix:
      arithmetic.matrix_bits = bits;
      [[fallthrough]];
    case Emulation::kHf32Conv:
      arithmetic.conv_bits = bits;
      return arithmetic;
    case Emulation::kAuto:
      break;
  }
  if (mode.empty() || mode == "force_fp16" || mode == "allow_mix_precision" || mode == "allow_mix_precision_fp16") {
    arithmetic.all_half = true;
  } else if (mode == "force_fp32" || mode == "cube_fp16in_fp32out" || mode == "allow_fp32_to_fp16") {
    arithmetic.half_matrix = true;
  } else if (mode == "allow_mix_precision_bf16" || mode == "allow_fp32_to_bf16") {
    arithmetic.conv_bits = arithmetic.matrix_bits = kBfloat16Bits;
  }
  return arithmetic;
}

std::string imitate(const Model& model, const Arithmetic& arithmetic, std::string* problem) {
  if (arithmetic.exact()) return model.bytes;
  Values values;
  *problem = infer(model, &values);
  return problem->empty() ? Rewriter(model, arithmetic, values).rewrite() : "";
}

}  // namespace cann_double
