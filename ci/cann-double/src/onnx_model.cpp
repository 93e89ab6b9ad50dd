#include "onnx_model.h"

#include <cstring>

namespace cann_double {
namespace {

Tensor read_tensor(std::string_view message) {
  Tensor tensor;
  tensor.bytes = message;
  WireReader reader(message);
  for (Field field; reader.next(&field);) {
    switch (field.number) {
      case 1:
        each_integer(field, [&](uint64_t value) { tensor.dims.push_back(static_cast<int64_t>(value)); });
        break;
      case 2:
        tensor.type = static_cast<Type>(field.value);
        break;
      case 4: case 5: case 6: case 7: case 10: case 11:
        ++tensor.typed_values;
        break;
      case 8:
        tensor.name = field.bytes;
        break;
      case 9:
        tensor.raw = field.bytes;
        tensor.has_raw = true;
        break;
      case 13:
        tensor.external = true;
        break;
      case 14:
        tensor.external = tensor.external || field.value == 1;
        break;
      default:
        break;
    }
  }
  return tensor;
}

Attribute read_attribute(std::string_view message) {
  Attribute attribute;
  WireReader reader(message);
  for (Field field; reader.next(&field);) {
    switch (field.number) {
      case 1:
        attribute.name = field.bytes;
        break;
      case 2: {
        const auto raw = static_cast<uint32_t>(field.value);
        std::memcpy(&attribute.f, &raw, sizeof raw);
        break;
      }
      case 3:
        attribute.i = static_cast<int64_t>(field.value);
        break;
      case 4:
        attribute.s = field.bytes;
        break;
      case 5:
        attribute.tensor = read_tensor(field.bytes);
        attribute.has_tensor = true;
        break;
      case 6: case 11:
        attribute.has_graph = true;
        break;
      case 8:
        each_integer(field, [&](uint64_t value) { attribute.ints.push_back(static_cast<int64_t>(value)); });
        break;
      default:
        break;
    }
  }
  return attribute;
}

Node read_node(std::string_view message) {
  Node node;
  node.bytes = message;
  WireReader reader(message);
  for (Field field; reader.next(&field);) {
    switch (field.number) {
      case 1:
        node.inputs.emplace_back(field.bytes);
        break;
      case 2:
        node.outputs.emplace_back(field.bytes);
        break;
      case 3:
        node.name = field.bytes;
        break;
      case 4:
        node.op = field.bytes;
        break;
      case 5:
        node.attributes.push_back(read_attribute(field.bytes));
        break;
      case 7:
        node.domain = field.bytes;
        break;
      default:
        break;
    }
  }
  if (node.domain == "ai.onnx") node.domain.clear();
  return node;
}

void read_graph(std::string_view message, Model* model) {
  model->has_graph = true;
  WireReader reader(message);
  for (Field field; reader.next(&field);) {
    switch (field.number) {
      case 1:
        model->nodes.push_back(read_node(field.bytes));
        break;
      case 2:
        model->graph_name = field.bytes;
        break;
      case 5:
        model->initializers.push_back(read_tensor(field.bytes));
        break;
      case 11:
        model->inputs.push_back(read_value(field.bytes));
        break;
      case 12:
        model->outputs.push_back(read_value(field.bytes));
        break;
      default:
        break;
    }
  }
}

void read_shape(std::string_view message, Value* value) {
  value->has_shape = true;
  WireReader dims(message);
  for (Field dim; dims.next(&dim);) {
    if (dim.number != 1) continue;
    int64_t size = -1;
    WireReader parts(dim.bytes);
    for (Field part; parts.next(&part);) {
      if (part.number == 1) size = static_cast<int64_t>(part.value);
    }
    value->dims.push_back(size);
  }
}

}  // namespace

Value read_value(std::string_view message) {
  Value value;
  WireReader reader(message);
  for (Field field; reader.next(&field);) {
    if (field.number == 1) value.name = field.bytes;
    if (field.number != 2) continue;
    WireReader types(field.bytes);
    for (Field type; types.next(&type);) {
      if (type.number != 1) continue;
      WireReader tensor(type.bytes);
      for (Field part; tensor.next(&part);) {
        if (part.number == 1) value.type = static_cast<Type>(part.value);
        if (part.number == 2) read_shape(part.bytes, &value);
      }
    }
  }
  return value;
}

size_t size_of(Type type) {
  switch (type) {
    case Type::kUint8: case Type::kInt8: case Type::kBool:
      return 1;
    case Type::kUint16: case Type::kInt16: case Type::kHalf: case Type::kBfloat16:
      return 2;
    case Type::kFloat: case Type::kInt32: case Type::kUint32:
      return 4;
    case Type::kInt64: case Type::kDouble: case Type::kUint64:
      return 8;
    default:
      return 0;
  }
}

const char* name_of(Type type) {
  switch (type) {
    case Type::kFloat: return "float32";
    case Type::kUint8: return "uint8";
    case Type::kInt8: return "int8";
    case Type::kUint16: return "uint16";
    case Type::kInt16: return "int16";
    case Type::kInt32: return "int32";
    case Type::kInt64: return "int64";
    case Type::kString: return "string";
    case Type::kBool: return "bool";
    case Type::kHalf: return "float16";
    case Type::kDouble: return "float64";
    case Type::kUint32: return "uint32";
    case Type::kUint64: return "uint64";
    case Type::kBfloat16: return "bfloat16";
    default: return "undefined";
  }
}

int64_t Tensor::elements() const {
  int64_t product = 1;
  for (const int64_t size : dims) product *= size;
  return product;
}

const Attribute* Node::attribute(const std::string& wanted) const {
  for (const Attribute& each : attributes) {
    if (each.name == wanted) return &each;
  }
  return nullptr;
}

int64_t Node::integer(const std::string& wanted, int64_t fallback) const {
  const Attribute* found = attribute(wanted);
  return found == nullptr ? fallback : found->i;
}

const std::string& Node::input(size_t index) const {
  static const std::string absent;
  return index < inputs.size() ? inputs[index] : absent;
}

size_t Node::present_outputs() const {
  size_t count = 0;
  for (const std::string& output : outputs) count += output.empty() ? 0 : 1;
  return count;
}

Model::Model(std::string onnx) : bytes(std::move(onnx)) {
  WireReader reader(bytes);
  for (Field field; reader.next(&field);) {
    if (field.number == 1) ir_version = static_cast<int64_t>(field.value);
    if (field.number == 7) read_graph(field.bytes, this);
    if (field.number == 25) has_functions = true;
    if (field.number != 8) continue;
    std::string domain;
    int64_t version = 0;
    WireReader parts(field.bytes);
    for (Field part; parts.next(&part);) {
      if (part.number == 1) domain = part.bytes;
      if (part.number == 2) version = static_cast<int64_t>(part.value);
    }
    opsets[domain == "ai.onnx" ? "" : domain] = version;
  }
  if (!has_graph) throw WireError("the model has no graph");
  for (const Tensor& tensor : initializers) constants.insert(tensor.name);
  for (const Node& node : nodes) {
    if (node.op == "Constant" && node.domain.empty()) constants.insert(node.outputs.begin(), node.outputs.end());
  }
}

int64_t Model::opset(const Node& node) const {
  const auto found = opsets.find(node.domain);
  return found == opsets.end() ? 0 : found->second;
}

std::vector<Value> Model::fed_inputs() const {
  std::vector<Value> fed;
  for (const Value& value : inputs) {
    if (initializer(value.name) == nullptr) fed.push_back(value);
  }
  return fed;
}

const Tensor* Model::initializer(const std::string& name) const {
  for (const Tensor& tensor : initializers) {
    if (tensor.name == name) return &tensor;
  }
  return nullptr;
}

std::string histogram_json(const Model& model) {
  std::map<std::string, int> counts;
  for (const Node& node : model.nodes) ++counts[node.domain.empty() ? node.op : node.domain + "." + node.op];
  std::string json = "{";
  for (const auto& [op, count] : counts) {
    json += (json.size() > 1 ? ",\"" : "\"") + op + "\":" + std::to_string(count);
  }
  return json + "}";
}

}  // namespace cann_double
