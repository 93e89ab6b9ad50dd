// Writes a model again with changes.
#include "onnx_model.h"

namespace cann_double {
namespace {

std::string value_with_dims(const Value& value, const std::vector<int64_t>& dims) {
  WireWriter shape;
  for (const int64_t size : dims) {
    WireWriter dim;
    dim.integer(1, static_cast<uint64_t>(size));
    shape.bytes(1, dim.text());
  }
  WireWriter tensor;
  tensor.integer(1, static_cast<uint64_t>(value.type));
  tensor.bytes(2, shape.text());
  WireWriter type;
  type.bytes(1, tensor.text());
  WireWriter info;
  info.bytes(1, value.name);
  info.bytes(2, type.text());
  return info.text();
}

std::string write_graph(std::string_view graph, const Rewrite& rewrite) {
  WireWriter out;
  WireReader reader(graph);
  for (Field field; reader.next(&field);) {
    if (field.number == 1 && rewrite.nodes != nullptr) continue;
    // Declared inner shapes may be symbolic where the inputs' new sizes are known: leave them to inference.
    if (field.number == 13) continue;
    if (field.number == 11) {
      const Value value = read_value(field.bytes);
      const auto dims = rewrite.input_dims.find(value.name);
      if (dims != rewrite.input_dims.end()) {
        out.bytes(11, value_with_dims(value, dims->second));
        continue;
      }
    }
    out.copy(field);
  }
  if (rewrite.nodes != nullptr) {
    for (const std::string& node : *rewrite.nodes) out.bytes(1, node);
  }
  for (const std::string& tensor : rewrite.more_initializers) out.bytes(5, tensor);
  for (const std::string& name : rewrite.more_outputs) {
    WireWriter info;
    info.bytes(1, name);
    out.bytes(12, info.text());
  }
  return out.text();
}

}  // namespace

std::string write(const Model& model, const Rewrite& rewrite) {
  WireWriter out;
  WireReader reader(model.bytes);
  for (Field field; reader.next(&field);) {
    if (field.number == 7) {
      out.bytes(7, write_graph(field.bytes, rewrite));
    } else {
      out.copy(field);
    }
  }
  return out.text();
}

}  // namespace cann_double
