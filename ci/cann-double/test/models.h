// Models that several tests run, and what the provider is always told.
#pragma once

#include "onnx_writer.h"
#include "runtime.h"

namespace test {

// The options of every session but those that test others.
inline CannOptions safe_options() {
  return {{"device_id", "0"}, {"dump_om_model", "0"}, {"precision_mode", "must_keep_origin_dtype"}};
}

// y = x * w + x for x [2,3] and a constant w [3].
inline std::string scaled(const std::vector<float>& w = {1, 2, 3}, const std::string& graph_name = "scaled") {
  Graph graph;
  graph.input("x", {2, 3}).constant("w", {3}, w).node("Mul", {"x", "w"}, {"m"}).node("Add", {"m", "x"}, {"y"});
  return graph.output("y", {2, 3}).model(13, graph_name);
}

inline Feeds scaled_feed() { return {{{2, 3}, {1, 2, 3, 4, 5, 6}}}; }
inline std::vector<float> scaled_result() { return {2, 6, 12, 8, 15, 24}; }

// n = sum of x * x over rows, for x [2,4].
inline std::string squared_norm() {
  Graph graph;
  graph.input("x", {2, 4}).constant("axes", std::vector<int64_t>{1}).node("Mul", {"x", "x"}, {"s"});
  graph.node("ReduceSum", {"s", "axes"}, {"n"}, {attribute("keepdims", int64_t{0})});
  return graph.output("n", {2}).model(13, "squared_norm");
}

// A small network: convolution, maximum over 2 by 2 windows, dense layer, for x [3,1,6,6] and a fed filter.
inline std::string network() {
  std::vector<float> dense(18 * 5);
  for (size_t i = 0; i < dense.size(); ++i) dense[i] = 0.01f * static_cast<float>(i % 17) - 0.07f;
  Graph graph;
  graph.input("x", {3, 1, 6, 6}).input("filter", {2, 1, 3, 3});
  graph.constant("dense", {18, 5}, dense).constant("flat", std::vector<int64_t>{3, 18});
  graph.node("Conv", {"x", "filter"}, {"c"},
             {attribute("kernel_shape", Dims{3, 3}), attribute("pads", Dims{1, 1, 1, 1})});
  graph.node("Relu", {"c"}, {"r"});
  graph.node("MaxPool", {"r"}, {"p"}, {attribute("kernel_shape", Dims{2, 2}), attribute("strides", Dims{2, 2})});
  graph.node("Reshape", {"p", "flat"}, {"f"}).node("MatMul", {"f", "dense"}, {"l"});
  graph.node("LogSoftmax", {"l"}, {"y"}, {attribute("axis", int64_t{-1})});
  return graph.output("y", {3, 5}).output("r", {3, 2, 6, 6}).model(13, "network");
}

inline Feeds network_feeds() {
  std::vector<float> x(3 * 36);
  std::vector<float> filter(18);
  for (size_t i = 0; i < x.size(); ++i) x[i] = 0.1f * static_cast<float>(i * 7 % 23) - 1;
  for (size_t i = 0; i < filter.size(); ++i) filter[i] = 0.3f * static_cast<float>(i * 5 % 11) - 1.2f;
  return {{{3, 1, 6, 6}, x}, {{2, 1, 3, 3}, filter}};
}

}  // namespace test
