// An ONNX model as the double sees it: read from bytes, asked by the rules, written again with changes.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "wire.h"

namespace cann_double {

// TensorProto.DataType, which ONNX Runtime's C interface shares.
enum class Type : int {
  kUndefined = 0, kFloat = 1, kUint8 = 2, kInt8 = 3, kUint16 = 4, kInt16 = 5, kInt32 = 6, kInt64 = 7, kString = 8,
  kBool = 9, kHalf = 10, kDouble = 11, kUint32 = 12, kUint64 = 13, kBfloat16 = 16
};
size_t size_of(Type type);  // bytes of an element; 0 for types that have none here
const char* name_of(Type type);

struct Tensor {
  std::string name;
  std::vector<int64_t> dims;
  Type type = Type::kUndefined;
  std::string_view raw;
  bool has_raw = false;
  size_t typed_values = 0;  // fields of float_data and the like; 0 when raw
  bool external = false;
  std::string_view bytes;  // the whole message
  int64_t elements() const;
};

struct Attribute {
  std::string name;
  float f = 0;
  int64_t i = 0;
  std::string s;
  std::vector<int64_t> ints;
  Tensor tensor;
  bool has_tensor = false;
  bool has_graph = false;
};

struct Node {
  std::string name;
  std::string op;
  std::string domain;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<Attribute> attributes;
  std::string_view bytes;

  const Attribute* attribute(const std::string& wanted) const;
  int64_t integer(const std::string& wanted, int64_t fallback) const;
  // The input's name, or "" if it is absent.
  const std::string& input(size_t index) const;
  size_t present_outputs() const;
};

struct Value {
  std::string name;
  Type type = Type::kUndefined;
  bool has_shape = false;
  std::vector<int64_t> dims;  // -1: symbolic
};

// Reads a ValueInfoProto.
Value read_value(std::string_view message);

struct Model {
  // Throws WireError if the bytes are not an ONNX model.
  explicit Model(std::string onnx);
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  const std::string bytes;  // everything below points into it
  int64_t ir_version = 0;
  std::map<std::string, int64_t> opsets;  // "" for the domain of ONNX itself
  bool has_functions = false;
  bool has_graph = false;
  std::string graph_name;
  std::vector<Node> nodes;
  std::vector<Value> inputs;
  std::vector<Value> outputs;
  std::vector<Tensor> initializers;
  std::set<std::string> constants;  // names of initializers and of outputs of Constant nodes

  int64_t opset(const Node& node) const;
  // The inputs that are not initializers as well: what a caller feeds.
  std::vector<Value> fed_inputs() const;
  const Tensor* initializer(const std::string& name) const;
};

// What to change when a model is written again.
struct Rewrite {
  std::map<std::string, std::vector<int64_t>> input_dims;  // new dimensions of graph inputs
  const std::vector<std::string>* nodes = nullptr;         // serialized nodes that replace all
  std::vector<std::string> more_outputs;                   // names that become graph outputs, types left to inference
  std::vector<std::string> more_initializers;              // serialized tensors
};
std::string write(const Model& model, const Rewrite& rewrite);

// How many nodes of each operator: {"Add":2,"Conv":4}.
std::string histogram_json(const Model& model);

}  // namespace cann_double
