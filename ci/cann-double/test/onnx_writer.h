// Writes small ONNX models for the tests, by hand: no protobuf library is needed.
#pragma once

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "../src/wire.h"

namespace test {

using cann_double::WireWriter;
using Dims = std::vector<int64_t>;

constexpr int kFloat = 1, kInt32 = 6, kInt64 = 7, kBool = 9, kDouble = 11;

inline std::string attribute(const std::string& name, int64_t value) {
  WireWriter w;
  w.bytes(1, name);
  w.integer(3, static_cast<uint64_t>(value));
  w.integer(20, 2);
  return w.text();
}

inline std::string attribute(const std::string& name, const Dims& values) {
  WireWriter w;
  w.bytes(1, name);
  for (const int64_t value : values) w.integer(8, static_cast<uint64_t>(value));
  w.integer(20, 7);
  return w.text();
}

inline std::string attribute(const std::string& name, const char* value) {
  WireWriter w;
  w.bytes(1, name);
  w.bytes(4, value);
  w.integer(20, 3);
  return w.text();
}

inline std::string real_attribute(const std::string& name, float value) {
  WireWriter w;
  w.bytes(1, name);
  w.real(2, value);
  w.integer(20, 1);
  return w.text();
}

inline std::string tensor(const std::string& name, int type, const Dims& dims, const void* data, size_t size) {
  WireWriter w;
  for (const int64_t dim : dims) w.integer(1, static_cast<uint64_t>(dim));
  w.integer(2, static_cast<uint64_t>(type));
  w.bytes(8, name);
  w.bytes(9, std::string_view(static_cast<const char*>(data), size));
  return w.text();
}

// A graph under construction.
class Graph {
 public:
  Graph& node(const std::string& op, const std::vector<std::string>& in, const std::vector<std::string>& out,
              const std::vector<std::string>& attributes = {}, const std::string& name = "\1",
              const std::string& domain = "") {
    WireWriter w;
    for (const std::string& each : in) w.bytes(1, each);
    for (const std::string& each : out) w.bytes(2, each);
    const std::string chosen = name == "\1" ? "node_" + out[0] : name;
    if (!chosen.empty()) w.bytes(3, chosen);
    w.bytes(4, op);
    for (const std::string& each : attributes) w.bytes(5, each);
    if (!domain.empty()) w.bytes(7, domain);
    body_.bytes(1, w.text());
    return *this;
  }

  Graph& constant(const std::string& name, const Dims& dims, const std::vector<float>& values) {
    body_.bytes(5, tensor(name, kFloat, dims, values.data(), values.size() * sizeof(float)));
    return *this;
  }

  Graph& constant(const std::string& name, const std::vector<int64_t>& values) {
    const Dims dims{static_cast<int64_t>(values.size())};
    body_.bytes(5, tensor(name, kInt64, dims, values.data(), values.size() * sizeof(int64_t)));
    return *this;
  }

  Graph& scalar(const std::string& name, int64_t value) {
    body_.bytes(5, tensor(name, kInt64, {}, &value, sizeof value));
    return *this;
  }

  // A dimension of -1 is symbolic.
  Graph& input(const std::string& name, const Dims& dims, int type = kFloat) { return value(11, name, dims, type); }
  Graph& output(const std::string& name, const Dims& dims, int type = kFloat) { return value(12, name, dims, type); }

  std::string model(int64_t opset = 13, const std::string& graph_name = "g") const {
    WireWriter graph;
    graph.bytes(2, graph_name);
    WireWriter version;
    version.bytes(1, "");
    version.integer(2, static_cast<uint64_t>(opset));
    WireWriter model;
    model.integer(1, 8);
    model.bytes(7, body_.text() + graph.text());
    model.bytes(8, version.text());
    return model.text();
  }

 private:
  Graph& value(uint32_t field, const std::string& name, const Dims& dims, int type) {
    WireWriter shape;
    for (const int64_t size : dims) {
      WireWriter dim;
      if (size < 0) {
        dim.bytes(2, "batch");
      } else {
        dim.integer(1, static_cast<uint64_t>(size));
      }
      shape.bytes(1, dim.text());
    }
    WireWriter tensor_type;
    tensor_type.integer(1, static_cast<uint64_t>(type));
    tensor_type.bytes(2, shape.text());
    WireWriter value_type;
    value_type.bytes(1, tensor_type.text());
    WireWriter info;
    info.bytes(1, name);
    info.bytes(2, value_type.text());
    body_.bytes(field, info.text());
    return *this;
  }

  WireWriter body_;
};

}  // namespace test
