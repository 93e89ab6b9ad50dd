// Each rule for models has a model that breaks it and is refused with its code, and a twin that keeps it and passes.
#include "../src/ge_types.h"
#include "check.h"
#include "double.h"
#include "onnx_writer.h"
#include "runtime.h"

using namespace test;

namespace {

// Parses, and if that passes builds; the errors noted, "" if both passed.
std::string refusal(const std::string& onnx, const std::string& input_shape = "") {
  static const Runtime runtime(places().capi + "/libonnxruntime.so.1.24.4");  // what the build infers shapes with
  cann_double_reset_counters();
  ge::StringMap soc;
  soc.emplace(ge::AscendString("ge.socVersion"), ge::AscendString("Ascend910B1"));
  check_equal(ge::aclgrphBuildInitialize(soc), 0u, "initialize");
  ge::Graph graph("test");
  ge::graphStatus status = ge::aclgrphParseONNXFromMem(onnx.data(), onnx.size(), {}, graph);
  if (status == 0) {
    ge::StringMap options;
    options.emplace(ge::AscendString("input_shape"), ge::AscendString(input_shape.c_str()));
    ge::ModelBufferData model;
    status = ge::aclgrphBuildModel(graph, options, model);
  }
  const std::string text = errors();
  check((status == 0) == text.empty(), "a refusal has a status and a text: " + text);
  return text;
}

void refused(const std::string& code, const std::string& onnx, const std::string& input_shape = "") {
  cann_double_set_strict(2);
  check_contains(refusal(onnx, input_shape) + "(end)", code + ": ");
  // Advice is dropped by strictness 1, everything but what the double cannot run by strictness 0.
  cann_double_set_strict(code[0] == 'D' ? 1 : 0);
  const std::string lenient = refusal(onnx, input_shape);
  check(lenient.find(code) == std::string::npos, "still refused when lenient: " + lenient);
  cann_double_set_strict(2);
}

void refused_parse_only(const std::string& code, const std::string& onnx) {
  cann_double_set_strict(2);
  check_contains(refusal(onnx) + "(end)", code + ": ");
}

void accepted(const std::string& onnx, const std::string& input_shape = "") {
  cann_double_set_strict(2);
  const std::string text = refusal(onnx, input_shape);
  check(text.empty(), "refused: " + text);
}

// A graph of one node of one float input x [2,4,6,6] and one output y.
Graph unary(const std::string& op, const std::vector<std::string>& attributes, const Dims& out,
            const std::vector<std::string>& more_inputs = {}) {
  std::vector<std::string> in{"x"};
  in.insert(in.end(), more_inputs.begin(), more_inputs.end());
  Graph graph;
  graph.input("x", {2, 4, 6, 6}).node(op, in, {"y"}, attributes).output("y", out);
  return graph;
}

const Dims kSame{2, 4, 6, 6};

Graph conv(const std::vector<std::string>& attributes, const Dims& out) {
  return unary("Conv", attributes, out, {"w"}).constant("w", {4, 4, 1, 1}, std::vector<float>(16, 1));
}

}  // namespace

TEST("operators are taken at opsets 8 to 18, by their own ranges, and others not at all") {
  for (const int opset : {8, 13, 18}) accepted(unary("Relu", {}, kSame).model(opset));
  for (const int opset : {7, 19, 21}) refused("E13010", unary("Relu", {}, kSame).model(opset));
  check_contains(refusal(unary("Relu", {}, kSame).model(19)),
                 "No operator plugin is registered for Op: node_y, optype: ai.onnx::19::Relu.");
  refused("E13010", unary("Det", {}, {2, 4}).model(19));
  refused("E13010", unary("Einsum", {attribute("equation", "abcd->abcd")}, kSame).model());
  Graph layer_norm = unary("LayerNormalization", {}, kSame, {"s"}).constant("s", {6}, std::vector<float>(6, 1));
  accepted(layer_norm.model(17));
  refused_parse_only("E13010", layer_norm.model(13));
  Graph greater;
  greater.input("x", {2}).constant("c", {2}, {0, 1}).node("GreaterOrEqual", {"x", "c"}, {"y"}).output("y", {2}, kBool);
  accepted(greater.model(12));
  refused_parse_only("E13010", greater.model(9));
  refused("D1001", unary("Softsign", {}, kSame).model());
}

TEST("names are unique over nodes, graph inputs and initializers") {
  const auto named = [](const std::string& first, const std::string& second) {
    Graph graph;
    graph.input("x", {2}).constant("c", {2}, {0, 1});
    graph.node("Add", {"x", "c"}, {"m"}, {}, first).node("Mul", {"m", "x"}, {"y"}, {}, second).output("y", {2});
    return graph.model();
  };
  accepted(named("a", "b"));
  accepted(named("", ""));
  refused("E13009", named("a", "a"));
  refused("E13009", named("x", "b"));
  refused("E13009", named("c_Initializer_0", "b"));
  refused("D1009", named("a", ""));
  refused("D1009", named("", "Mul_0"));
}

TEST("a graph has inputs and outputs, and scalars are declared as [1]") {
  Graph no_input;
  no_input.constant("c", {2}, {0, 1}).node("Relu", {"c"}, {"y"}).output("y", {2});
  refused("E16001", no_input.model());
  Graph no_output;
  no_output.input("x", {2}).node("Relu", {"x"}, {"y"});
  refused_parse_only("E16001", no_output.model());
  Graph scalar;
  scalar.input("x", {2}).input("s", {}).node("Mul", {"x", "s"}, {"y"}).output("y", {2});
  refused("D1002", scalar.model(), "x:2;s:1");
  Graph one;
  one.input("x", {2}).input("s", {1}).node("Mul", {"x", "s"}, {"y"}).output("y", {2});
  accepted(one.model(), "x:2;s:1");
}

TEST("bytes that are no model are refused") {
  refused_parse_only("E16001", "");
  refused_parse_only("E19999", "nonsense");
  const std::string whole = unary("Relu", {}, kSame).model();
  for (size_t length = 1; length < whole.size(); ++length) {
    check(!refusal(whole.substr(0, length)).empty(), "a model cut after " + std::to_string(length) + " bytes");
  }
}

TEST("plugins refuse what their operators cannot do") {
  const std::string kernel2 = attribute("kernel_shape", Dims{2, 2});
  const std::string stride2 = attribute("strides", Dims{2, 2});
  accepted(unary("MaxPool", {kernel2, stride2}, {2, 4, 3, 3}).model());
  Graph indices;
  indices.input("x", kSame).node("MaxPool", {"x"}, {"y", "i"}, {kernel2, stride2}).output("y", {2, 4, 3, 3});
  refused("E11010", indices.model());
  check_contains(refusal(indices.model()), "The output of Indices is not support, transforming failed.");
  refused("E11010", unary("MaxPool", {kernel2, stride2, attribute("storage_order", 1)}, {2, 4, 3, 3}).model());
  accepted(conv({attribute("kernel_shape", Dims{1, 1})}, kSame).model());
  refused("E11010", conv({}, kSame).model());
  Graph transposed = unary("ConvTranspose", {}, kSame, {"w"}).constant("w", {4, 4, 1, 1}, std::vector<float>(16, 1));
  refused("E11010", transposed.model());
  accepted(unary("Transpose", {attribute("perm", Dims{1, 0, 2, 3})}, {4, 2, 6, 6}).model());
  refused("E11010", unary("Transpose", {}, {6, 6, 4, 2}).model());
  refused_parse_only("E11010", unary("AveragePool", {}, kSame).model());
  refused_parse_only("E11010", unary("Concat", {}, kSame, {"x"}).model());
  refused_parse_only("E11010", unary("DepthToSpace", {attribute("blocksize", int64_t{1})}, kSame).model());
  refused("E11010", unary("Clip", {}, kSame).model());
  accepted(unary("Clip", {}, kSame, {"low"}).constant("low", {}, {0}).model());
  refused_parse_only("E11010", unary("Resize", {}, kSame, {""}).model());
  Graph scatter;
  scatter.input("x", {4}).input("u", {1}).constant("i", std::vector<int64_t>{0});
  scatter.node("ScatterND", {"x", "i", "u"}, {"y"}, {attribute("reduction", "mul")}).output("y", {4});
  refused_parse_only("E11010", scatter.model(16));
}

TEST("what CANN would take but get wrong is refused as advice") {
  const std::string kernel = attribute("kernel_shape", Dims{1, 1});
  const auto gemm = [](float alpha, bool bias) {
    Graph graph;
    graph.input("x", {2, 2}).constant("w", {2, 2}, {1, 2, 3, 4}).constant("b", {2}, {1, 2});
    graph.node("Gemm", bias ? std::vector<std::string>{"x", "w", "b"} : std::vector<std::string>{"x", "w"}, {"y"},
               {real_attribute("alpha", alpha)});
    graph.output("y", {2, 2});
    return graph.model();
  };
  accepted(gemm(1, false));
  accepted(gemm(2, true));
  refused("D1004", gemm(2, false));
  Graph transposed = unary("ConvTranspose", {kernel, attribute("output_shape", Dims{6, 6})}, kSame, {"w"});
  refused("D1005", transposed.constant("w", {4, 4, 1, 1}, std::vector<float>(16, 1)).model());
  Graph loss;
  loss.input("x", {2, 3}).input("t", {2}, kInt64).node("SoftmaxCrossEntropyLoss", {"x", "t"}, {"y"}).output("y", {});
  refused("D1006", loss.model());
  refused("D1008", conv({attribute("strides", Dims{1, 1})}, kSame).model());
  refused("D1008", unary("LogSoftmax", {}, kSame).model(12));
  accepted(unary("LogSoftmax", {attribute("axis", int64_t{3})}, kSame).model(12));
  refused("D1008", unary("AveragePool", {kernel, attribute("auto_pad", "SAME_LOWER")}, kSame).model());
  refused("D1008", unary("MaxPool", {attribute("kernel_shape", Dims{2, 2}), attribute("dilations", Dims{2, 2})},
                         {2, 4, 4, 4}).model());
  refused("D1012", conv({kernel, attribute("strides", Dims{64, 64})}, {2, 4, 1, 1}).model());
  refused("D1012", unary("AveragePool", {kernel, attribute("strides", Dims{64, 64})}, {2, 4, 1, 1}).model());
}

TEST("inputs that decide a shape are initializers") {
  Graph computed;
  computed.input("x", {2, 3}).input("s", {2}, kInt64).node("Reshape", {"x", "s"}, {"y"}).output("y", {3, 2});
  refused("D1003", computed.model());
  Graph constant;
  constant.input("x", {2, 3}).constant("s", std::vector<int64_t>{3, 2}).node("Reshape", {"x", "s"}, {"y"});
  accepted(constant.output("y", {3, 2}).model());
  struct Case {
    const char* op;
    std::vector<std::string> inputs;
  };
  for (const Case& each : std::vector<Case>{{"Expand", {"x", "s"}},
                                            {"Tile", {"x", "s"}},
                                            {"Split", {"x", "s"}},
                                            {"Slice", {"x", "s", "s"}},
                                            {"Pad", {"x", "s"}},
                                            {"Squeeze", {"x", "s"}},
                                            {"Unsqueeze", {"x", "s"}},
                                            {"ReduceSum", {"x", "s"}},
                                            {"ConstantOfShape", {"s"}},
                                            {"OneHot", {"x", "s", "x"}}}) {
    Graph graph;
    graph.input("x", {2, 3}).input("s", {2}, kInt64).node(each.op, each.inputs, {"y"}).output("y", {3, 2});
    check_contains(refusal(graph.model()), "D1003: " + std::string(each.op));
  }
}

TEST("shapes and types are checked when the build knows them") {
  Graph sum;
  sum.input("x", {2, 3}).input("z", {3}).node("Sum", {"x", "z"}, {"y"}).output("y", {2, 3});
  refused("D1007", sum.model());
  Graph same;
  same.input("x", {2, 3}).input("z", {2, 3}).node("Sum", {"x", "z"}, {"y"}).output("y", {2, 3});
  accepted(same.model());
  Graph vector;
  vector.input("x", {2, 3}).input("z", {3}).node("MatMul", {"x", "z"}, {"y"}).output("y", {2});
  refused("D1010", vector.model());
  Graph whole;
  whole.input("x", {2}, kInt32).input("z", {2}, kInt32).node("Div", {"x", "z"}, {"y"}).output("y", {2}, kInt32);
  refused("D1011", whole.model());
  Graph wide;
  wide.input("x", {2}, kDouble).node("Relu", {"x"}, {"y"}).output("y", {2}, kDouble);
  refused("D1014", wide.model());
  Graph mismatch;  // valid to the parser, not to the builder
  mismatch.input("x", {2, 3}).input("z", {4}).node("Add", {"x", "z"}, {"y"}).output("y", {2, 3});
  refused_parse_only("E19999", mismatch.model());
}

TEST("input_shape must be well formed and fit the model") {
  Graph graph;
  graph.input("x", {-1, 3}).node("Relu", {"x"}, {"y"}).output("y", {-1, 3});
  const std::string onnx = graph.model();
  accepted(onnx, "x:5,3");
  for (const char* malformed : {"x", "x:", ":5,3", "x:5,,3", "x:5,a", "x:5,3,", "x:-1,3", "x:5,3;x:5,3"}) {
    check_contains(refusal(onnx, malformed) + "(accepted " + malformed + ")", "E10002: ");
  }
  for (const char* wrong : {"", "x:5,4", "x:5", "z:5,3", "x:5,3;z:1"}) {
    check_contains(refusal(onnx, wrong) + "(accepted " + wrong + ")", "E10001: ");
  }
}

TEST("the builder wants to know the chip, and only modes that exist") {
  ge::StringMap options;
  check(ge::aclgrphBuildInitialize(options) != 0, "no chip");
  check_contains(errors(), "E10004: ");
  options.emplace(ge::AscendString("ge.socVersion"), ge::AscendString("Ascend910B1"));
  options.emplace(ge::AscendString("ge.exec.precision_mode"), ge::AscendString("as_precise_as_possible"));
  check(ge::aclgrphBuildInitialize(options) != 0, "unknown mode");
  check_contains(errors(), "E10001: Value as_precise_as_possible");
  ge::Graph graph("test");
  ge::ModelBufferData model;
  ge::aclgrphBuildFinalize();
  check(ge::aclgrphBuildModel(graph, {}, model) != 0, "not initialized");
}
