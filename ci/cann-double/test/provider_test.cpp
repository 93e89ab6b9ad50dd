// ONNX Runtime's real CANN provider over the double.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "check.h"
#include "double.h"
#include "models.h"

using namespace test;

namespace {

std::string failure_of(const std::string& onnx, const Feeds& feeds, const CannOptions& options) {
  try {
    const Session session(runtime(), onnx, &options);
    session.run(feeds);
  } catch (const RuntimeError& error) {
    return error.what();
  }
  return "";
}

void check_nothing_lives() {
  for (const char* each : {"live_device_bytes", "live_device_blocks", "live_model_bytes", "live_streams", "live_models",
                           "live_descs", "live_datasets", "live_buffers", "live_events"}) {
    check_equal(cann_double_counter(each), 0, each);
  }
}

void check_no_trouble() {
  for (const char* each : {"bad_copies", "bad_frees", "bad_handles", "missing_context", "order_violations",
                           "model_overlaps", "execution_failures", "single_ops_refused", "refusals"}) {
    check_equal(cann_double_counter(each), 0, each);
  }
}

int64_t calls(const char* symbol) { return cann_double_calls(symbol); }

}  // namespace

TEST("a network on the real provider equals the CPU provider, and every byte is accounted for") {
  const CannOptions options = safe_options();
  const Session cpu(runtime(), network(), nullptr);
  const Results expected = cpu.run(network_feeds());
  {
    const Session cann(runtime(), network(), &options);
    for (int i = 0; i < 3; ++i) {
      const Results found = cann.run(network_feeds());
      for (size_t output = 0; output < 2; ++output) check_close(found[output], expected[output], 1e-5);
    }
    check_equal(cann_double_counter("live_models"), 1, "one model");
    check_equal(cann_double_counter("live_model_bytes"), 18 * 5 * 4 + 2 * 8, "its constants");
  }
  check_equal(cann_double_counter("executions"), 3, "one model run per step");
  check_equal(cann_double_counter("models_parsed"), 1, "parsed once");
  check_equal(cann_double_counter("models_loaded"), 1, "loaded once");
  check_equal(cann_double_counter("models_unloaded"), 1, "unloaded once");
  check_equal(cann_double_counter("bytes_host_to_device"), 3 * 4 * (108 + 18), "bytes to the device");
  check_equal(cann_double_counter("bytes_device_to_host"), 3 * 4 * (15 + 216), "bytes from the device");
  check_equal(precision_mode() == "must_keep_origin_dtype", true, "precision mode");
  std::string json(1000, '\0');
  json.resize(static_cast<size_t>(cann_double_last_ops_json(&json[0], 1000)));
  check_contains(json, "\"Conv\":1,\"LogSoftmax\":1,\"MatMul\":1");
  check_nothing_lives();
  check_no_trouble();
}

TEST("three threads run one session at once") {
  const CannOptions options = safe_options();
  const Session session(runtime(), scaled(), &options);
  session.run(scaled_feed());  // the first run compiles: alone
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) {
        Feeds feeds = scaled_feed();
        const float factor = static_cast<float>(20 * t + i);
        for (float& value : feeds[0].second) value *= factor;
        const std::vector<float> found = session.run(feeds)[0];
        for (size_t k = 0; k < found.size(); ++k) wrong += found[k] == factor * scaled_result()[k] ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  check_equal(wrong.load(), 0, "wrong values");
  check_equal(cann_double_counter("executions"), 61, "executions");
  check_equal(cann_double_counter("order_violations"), 0, "order violations");
}

TEST("runs at once reach the device as overlapping runs of one model, which CANN forbids; in turn they do not") {
  cann_double_set_task_delay_us(30000);
  const CannOptions options = safe_options();
  const Session session(runtime(), scaled(), &options);
  session.run(scaled_feed());
  session.run(scaled_feed());
  check_equal(cann_double_counter("model_overlaps"), 0, "overlaps in turn");
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) threads.emplace_back([&] { session.run(scaled_feed()); });
  for (std::thread& thread : threads) thread.join();
  check(cann_double_counter("model_overlaps") > 0, "no overlap was seen");
}

TEST("slow queued work changes nothing: the provider waits where it must") {
  cann_double_set_task_delay_us(3000);
  const CannOptions options = safe_options();
  const Session session(runtime(), scaled(), &options);
  for (int i = 0; i < 3; ++i) check_close(session.run(scaled_feed())[0], scaled_result(), 0);
  check_no_trouble();
}

TEST("a symbolic batch is compiled once per size") {
  Graph graph;
  graph.input("x", {-1, 3}).constant("w", {3}, {1, 2, 3}).node("Mul", {"x", "w"}, {"y"}).output("y", {-1, 3});
  const CannOptions options = safe_options();
  const Session session(runtime(), graph.model(13, "symbolic"), &options);
  for (const int64_t batch : {2, 4, 2}) {
    const std::vector<float> twos(static_cast<size_t>(batch) * 3, 2);
    const std::vector<float> found = session.run({{{batch, 3}, twos}})[0];
    check_equal(found.size(), static_cast<size_t>(batch) * 3, "values");
    check_equal(found.back(), 6.0f, "last value");
  }
  check_equal(cann_double_counter("models_built"), 2, "built");
  check_equal(cann_double_counter("executions"), 3, "executions");
}

TEST("device memory does not grow over runs") {
  const CannOptions options = safe_options();
  const Session session(runtime(), network(), &options);
  for (int i = 0; i < 3; ++i) session.run(network_feeds());
  const int64_t live = cann_double_counter("live_device_bytes");
  const int64_t streams = cann_double_counter("live_streams");
  for (int i = 0; i < 300; ++i) session.run(network_feeds());
  check_equal(cann_double_counter("live_device_bytes"), live, "device bytes");
  check_equal(cann_double_counter("live_streams"), streams, "streams");
  for (const char* each : {"live_descs", "live_datasets", "live_buffers", "live_events"}) {
    check_equal(cann_double_counter(each), 0, each);
  }
}

TEST("a refusal shows at the first run; the provider asks for CANN's text and drops it") {
  Graph graph;
  graph.input("x", {2}).node("Relu", {"x"}, {"y"}).output("y", {2});
  const std::string text = failure_of(graph.model(19, "too_new"), {{{2}, {1, 2}}}, safe_options());
  check_contains(text, "aclgrphParseONNXFromMem");
  check_contains(errors(), "E13010: No operator plugin is registered for Op: ");
  check_equal(calls("aclGetRecentErrMsg"), 1, "the provider asked");
  check(aclGetRecentErrMsg() == nullptr, "nothing is left to ask for");
  check(text.find("E13010") == std::string::npos, "and the text is not in the provider's error");
  check_equal(cann_double_counter("refusals"), 1, "refusals");
  check_nothing_lives();
}

TEST("the model that was handed over can be kept") {
  cann_double_set_dump_dir(places().work.c_str());
  check_equal(failure_of(scaled(), scaled_feed(), safe_options()).size(), size_t{0}, "length of the failure");
  const std::string path = places().work + "/last.onnx";
  check_equal(cann_double_dump_last_onnx(path.c_str()), 0, "dump");
  check(std::filesystem::file_size(path) > 100, "bytes of the last model");
  std::string name(256, '\0');
  name.resize(static_cast<size_t>(cann_double_last_graph_name(&name[0], 256)));
  check_contains(name, "scaled");
  check_equal(cann_double_dump_last_onnx("/dev/null/x"), -1, "a folder that does not exist");
}

TEST("every call that fails once is an error, and the next session works") {
  for (const char* symbol :
       {"aclrtGetDeviceCount", "aclrtSetDevice", "aclrtGetSocName", "aclrtCreateStream", "aclrtMalloc",
        "aclrtMemcpyAsync", "task:memcpy", "task:execute", "aclrtSynchronizeStream", "aclgrphParseONNXFromMem",
        "aclgrphBuildModel", "aclmdlLoadFromMem", "aclmdlCreateDesc", "aclmdlGetNumInputs", "aclmdlGetNumOutputs",
        "aclmdlGetInputSizeByIndex", "aclmdlGetOutputSizeByIndex", "aclmdlGetOutputDims", "aclCreateDataBuffer",
        "aclmdlAddDatasetBuffer", "aclmdlExecuteAsync", "aclmdlGetDesc"}) {
    check_equal(cann_double_fail(symbol, 1, 1, 507899), 0, symbol);
    const std::string text = failure_of(scaled(), scaled_feed(), safe_options());
    check(!text.empty(), std::string(symbol) + " failed and the run passed");
    check_contains(errors(), std::string("injected failure of ") + symbol);
    check(failure_of(scaled(), scaled_feed(), safe_options()).empty(), std::string("works after ") + symbol);
    // The provider forgets the description when aclmdlGetDesc fails, so that one comes last.
    if (std::string(symbol) != "aclmdlGetDesc") check_nothing_lives();
  }
}

TEST_ALONE("a failing aclInit is an error, and the next session works") {
  cann_double_fail("aclInit", 1, 1, 507899);
  // The provider finalizes what was not initialized, and reports that failure instead of the first.
  check_contains(failure_of(scaled(), scaled_feed(), safe_options()), "100037: ACL_ERROR_REPEAT_FINALIZE");
  check_contains(errors(), "injected failure of aclInit");
  check(failure_of(scaled(), scaled_feed(), safe_options()).empty(), "works afterwards");
}

TEST_ALONE("a failing initialization of the builder is an error, and the next session works") {
  cann_double_fail("aclgrphBuildInitialize", 1, 1, 507899);
  check_contains(failure_of(scaled(), scaled_feed(), safe_options()), "507899");
  check(failure_of(scaled(), scaled_feed(), safe_options()).empty(), "works afterwards");
}

TEST("no device, a number too high, out of memory") {
  cann_double_set_device_count(0);
  check_contains(failure_of(scaled(), scaled_feed(), safe_options()), "aclrtGetDeviceCount() failed.");
  check_contains(errors(), "no device (code 207004)");
  cann_double_set_device_count(1);
  CannOptions second = safe_options();
  second["device_id"] = "1";
  check_contains(failure_of(scaled(), scaled_feed(), second),
                 "Invalid device ID: 1, must be between 0 (inclusive) and 1 (exclusive)");
  cann_double_set_memory_limit(100);
  check_contains(failure_of(scaled(), scaled_feed(), safe_options()), "207001");
  cann_double_set_memory_limit(int64_t{1} << 30);
  check(failure_of(scaled(), scaled_feed(), safe_options()).empty(), "works with memory");
}

TEST("a device that another process has is error 507033") {
  const std::string folder = std::filesystem::current_path().string();
  cann_double_set_lock_dir(folder.c_str());
  check(failure_of(scaled(), scaled_feed(), safe_options()).empty(), "this process gets the device");
  check(run_child("(child) the provider finds the device taken", {{"CANN_DOUBLE_LOCK_DIR", folder}}), "the child");
}

TEST("(child) the provider finds the device taken") {
  check_contains(failure_of(scaled(), scaled_feed(), safe_options()), "507033");
}

TEST("a compiled model in the working directory gives old numbers: the trap, and the way around it") {
  const auto old_folder = std::filesystem::current_path();
  const auto folder = std::filesystem::path(places().work) / "stale";
  std::filesystem::create_directory(folder);
  std::filesystem::current_path(folder);
  CannOptions dumping = safe_options();
  dumping["dump_om_model"] = "1";
  const auto result = [&](const std::vector<float>& w, const std::string& name, const CannOptions& options) {
    const Session session(runtime(), scaled(w, name), &options);
    return session.run(scaled_feed())[0];
  };
  const std::vector<float> fresh{2, 4, 6, 8, 10, 12};  // of w = [1,1,1]
  check_close(result({1, 2, 3}, "trap", dumping), scaled_result(), 0);
  check_equal(cann_double_counter("models_saved"), 1, "saved");
  // Old numbers, whatever dump_om_model says.
  check_close(result({1, 1, 1}, "trap", safe_options()), scaled_result(), 0);
  check_equal(cann_double_counter("models_loaded_from_file"), 1, "loaded from the file");
  check_close(result({1, 1, 1}, "trap_with_digest", safe_options()), fresh, 0);
  for (const auto& each : std::filesystem::directory_iterator(folder)) std::ofstream(each.path()) << "damaged";
  check_contains(failure_of(scaled({1, 1, 1}, "trap"), scaled_feed(), safe_options()), "aclmdlLoadFromFile");
  for (const auto& each : std::filesystem::directory_iterator(folder)) std::filesystem::remove(each.path());
  check_close(result({1, 1, 1}, "trap", safe_options()), fresh, 0);
  std::filesystem::current_path(old_folder);
}

TEST_ALONE("a session closed on a thread that has no device leaves its stream behind: the provider ignores the error") {
  const CannOptions options = safe_options();
  const int64_t before = cann_double_counter("live_streams");
  auto session = std::make_unique<Session>(runtime(), scaled(), &options);
  session->run(scaled_feed());
  std::thread([&] { session.reset(); }).join();
  check_equal(cann_double_counter("live_streams"), before + 1, "streams");
  check_contains(errors(), "aclrtDestroyStream: this thread has no device");
  for (const char* each : {"live_device_bytes", "live_models"}) check_equal(cann_double_counter(each), 0, each);
}

TEST_ALONE("the environment's end finalizes, and nothing lives") {
  Runtime own(places().capi + "/libonnxruntime.so.1.24.4");
  {
    const CannOptions options = safe_options();
    const Session session(own, scaled(), &options);
    session.run(scaled_feed());
  }
  own.release_environment();
  check_equal(calls("aclgrphBuildFinalize"), 1, "aclgrphBuildFinalize");
  check_equal(calls("aclFinalize"), 1, "aclFinalize");
  check_nothing_lives();
}
