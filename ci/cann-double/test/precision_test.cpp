// What reduced precision does to numbers, and above all to norms.
#include "check.h"
#include "double.h"
#include "models.h"

using namespace test;

namespace {

CannOptions default_precision() { return {{"device_id", "0"}, {"dump_om_model", "0"}}; }

std::vector<float> run(const std::string& onnx, const Feeds& feeds, const CannOptions& options) {
  const Session session(runtime(), onnx, &options);
  return session.run(feeds)[0];
}

// Row 0 has the squared norm 90003, beyond fp16's 65504; row 1 has 3.
Feeds norm_feed() { return {{{2, 4}, {300, 1, 1, 1, 0, 1, 1, 1}}}; }

// One product a * b of two scalars, by the operator.
float product(const char* op, float a, float b) {
  Graph graph;
  if (std::string(op) == "Conv") {
    graph.input("a", {1, 1, 1, 1}).input("b", {1, 1, 1, 1});
    graph.node("Conv", {"a", "b"}, {"y"}, {attribute("kernel_shape", Dims{1, 1})}).output("y", {1, 1, 1, 1});
    return run(graph.model(13, "conv"), {{{1, 1, 1, 1}, {a}}, {{1, 1, 1, 1}, {b}}}, safe_options())[0];
  }
  graph.input("a", {1, 1}).input("b", {1, 1}).node("MatMul", {"a", "b"}, {"y"}).output("y", {1, 1});
  return run(graph.model(13, "mat_mul"), {{{1, 1}, {a}}, {{1, 1}, {b}}}, safe_options())[0];
}

}  // namespace

TEST_ALONE("without a precision mode CANN computes in fp16: a squared norm beyond 65504 is infinite") {
  const std::vector<float> norms = run(squared_norm(), norm_feed(), default_precision());
  check_equal(precision_mode().size(), size_t{0}, "length of the mode");
  check(std::isinf(norms[0]), "expected infinity, found " + std::to_string(norms[0]));
  check_equal(norms[1], 3.0f, "the small norm");
  // The provider sets the mode once per process, with the first model that it compiles: asking for float32 afterwards is
  // too late.
  check(std::isinf(run(squared_norm(), norm_feed(), safe_options())[0]), "a later session's mode has no effect");
}

TEST_ALONE("with must_keep_origin_dtype norms are float32's, and later sessions cannot lose that") {
  check_equal(run(squared_norm(), norm_feed(), safe_options())[0], 90003.0f, "norm");
  check_equal(run(squared_norm(), norm_feed(), default_precision())[0], 90003.0f, "norm of a later session");
}

TEST_ALONE("an unknown precision mode is refused") {
  CannOptions options = safe_options();
  options["precision_mode"] = "exact";
  try {
    run(squared_norm(), norm_feed(), options);
    check(false, "was accepted");
  } catch (const RuntimeError& error) {
    check_contains(error.what(), "aclgrphBuildInitialize");
    check_contains(errors(), "E10001");
  }
}

TEST("fp16 rounds what is fed, what is constant and every result") {
  cann_double_set_precision(2);
  const float next = 1.0f + 1.0f / 1024;  // the fp16 after 1
  Feeds feeds = scaled_feed();
  feeds[0].second = {1.0001f, 1.0008f, 2049, 70000, -70000, 1e-9f};
  const std::vector<float> found = run(scaled({1, 1, 1}), feeds, safe_options());
  check_equal(found[0], 2.0f, "1.0001 is 1");
  check_equal(found[1], 2 * next, "1.0008 is the fp16 after 1");
  check_equal(found[2], 4096.0f, "2049 is 2048");
  check(std::isinf(found[3]) && found[3] > 0, "70000 is infinite");
  check(std::isinf(found[4]) && found[4] < 0, "-70000 is infinite");
  check_equal(found[5], 0.0f, "1e-9 is 0");
  cann_double_set_precision(0);
}

TEST("HF32 keeps 11 bits of the operands, of convolutions alone or of matrix products as well") {
  const float step = 1.0f / 1024;          // the last of 11 bits of 1
  const float lost = 1.0f + step / 4;      // rounds down to 1
  const float kept = 1.0f + step;
  cann_double_set_precision(1);
  check_equal(product("Conv", lost, 1), lost, "exact convolution");
  cann_double_set_precision(3);
  check_equal(product("Conv", lost, 1), 1.0f, "convolution, first operand");
  check_equal(product("Conv", 1, lost), 1.0f, "convolution, second operand");
  check_equal(product("Conv", kept, 1), kept, "11 bits are kept");
  check_equal(product("Conv", 1.0f + 3 * step / 4, 1), kept, "rounds up");
  check_equal(product("Conv", -lost, 0x1p127f), -0x1p127f, "no overflow at float32's end");
  check_equal(product("MatMul", lost, 1), lost, "matrix products are exact in mode 3");
  cann_double_set_precision(4);
  check_equal(product("MatMul", lost, 1), 1.0f, "matrix product in mode 4");
  check_equal(cann_double_set_mantissa_bits(13), 0, "more bits");
  check_equal(product("MatMul", lost, 1), lost, "13 bits keep it");
  check_equal(cann_double_set_mantissa_bits(24), -1, "float32 has no more");
  cann_double_reset();
}

TEST("the network in fp16 and HF32 stays near the exact one, and is not equal to it") {
  const Results exact = Session(runtime(), network(), nullptr).run(network_feeds());
  for (const int emulation : {2, 3, 4}) {
    cann_double_set_precision(emulation);
    const CannOptions options = safe_options();
    const Session session(runtime(), network(), &options);
    const Results found = session.run(network_feeds());
    check_close(found[0], exact[0], 0.02);
    check(found[0] != exact[0], "mode " + std::to_string(emulation) + " changed nothing");
  }
  cann_double_set_precision(0);
}
