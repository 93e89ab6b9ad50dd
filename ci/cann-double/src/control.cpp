// The controls for tests: see include/cann_double.h for the contract.
#include "../include/cann_double.h"

#include <cstring>

#include "compiled_model.h"
#include "counters.h"
#include "device_memory.h"
#include "devices.h"
#include "entry.h"
#include "errors.h"
#include "graph_engine.h"
#include "settings.h"

using namespace cann_double;

namespace {

int64_t give(const std::string& text, char* buffer, int64_t capacity) {
  if (buffer != nullptr && capacity > 0) {
    const size_t length = std::min(text.size(), static_cast<size_t>(capacity - 1));
    std::memcpy(buffer, text.data(), length);
    buffer[length] = '\0';
  }
  return static_cast<int64_t>(text.size());
}

template <class T, class V>
int set(std::atomic<T>* setting, V value, V least, V most) {
  if (value < least || value > most) return -1;
  *setting = static_cast<T>(value);
  return 0;
}

void add(std::string* json, const std::string& name, int64_t value) {
  if (json->back() != '{') *json += ',';
  *json += "\"" + name + "\":" + std::to_string(value);
}

// Entry points that return nothing, so that a failure of theirs could not be seen.
bool can_fail(const std::string& symbol) {
  for (const char* silent : {"AscendString", "AscendString.less", "Graph", "aclgrphBuildFinalize", "aclopDestroyAttr",
                             "aclDestroyTensorDesc"}) {
    if (symbol == silent) return false;
  }
  return true;
}

}  // namespace

#define CONTROL extern "C" DOUBLE_EXPORT

CONTROL int cann_double_version(void) { return 1; }

CONTROL void cann_double_reset(void) {
  cann_double_clear_failures();
  cann_double_reset_counters();
  settings().reset();
  release_devices();
}

CONTROL void cann_double_reset_counters(void) {
  counters().reset();
  for (Entry* each : all_entries()) each->reset_calls();
  clear_errors();
}

CONTROL int cann_double_fail(const char* symbol, int64_t nth, int64_t times, int code) {
  settings();  // failures of the environment are armed first, not over this one
  Entry* found = find_entry(symbol);
  if (found == nullptr || !can_fail(symbol) || nth < 1 || times == 0 || times < -1 || code == 0) return -1;
  found->fail(nth, times, code);
  return 0;
}

CONTROL void cann_double_clear_failures(void) {
  settings();
  for (Entry* each : all_entries()) each->clear_failure();
}

CONTROL int cann_double_set_device_count(int count) { return set(&settings().device_count, count, 0, 64); }

CONTROL int cann_double_set_memory_limit(int64_t bytes) {
  return set(&settings().memory_limit, bytes, int64_t{0}, INT64_MAX);
}

CONTROL int cann_double_set_strict(int level) { return set(&settings().strictness, level, 0, 2); }

CONTROL int cann_double_set_precision(int emulation) { return set(&settings().emulation, emulation, 0, 4); }

CONTROL int cann_double_set_mantissa_bits(int bits) { return set(&settings().mantissa_bits, bits, 2, 23); }

CONTROL int cann_double_set_task_delay_us(int64_t delay) {
  return set(&settings().task_delay_us, delay, int64_t{0}, int64_t{10000000});
}

CONTROL int cann_double_set_lock_dir(const char* folder) {
  settings().set_lock_folder(folder == nullptr ? "" : folder);
  return 0;
}

CONTROL int cann_double_set_dump_dir(const char* folder) {
  settings().set_dump_folder(folder == nullptr ? "" : folder);
  return 0;
}

CONTROL int cann_double_set_log(int on) {
  if (on != 0 && on != 1) return -1;
  settings().log = on == 1;
  return 0;
}

CONTROL int64_t cann_double_counter(const char* name) {
  if (name == nullptr) return -1;
  for (const auto& [each, value] : counters().all()) {
    if (std::strcmp(each, name) == 0) return value;
  }
  return -1;
}

CONTROL int64_t cann_double_calls(const char* symbol) {
  const Entry* found = find_entry(symbol);
  return found == nullptr ? -1 : found->calls();
}

CONTROL int64_t cann_double_report_json(char* buffer, int64_t capacity) {
  std::string json = "{\"counters\":{";
  for (const auto& [name, value] : counters().all()) add(&json, name, value);
  json += "},\"calls\":{";
  for (const Entry* each : all_entries()) {
    if (each->calls() > 0) add(&json, each->name(), each->calls());
  }
  return give(json + "}}", buffer, capacity);
}

CONTROL int64_t cann_double_errors(char* buffer, int64_t capacity) { return give(all_errors(), buffer, capacity); }

CONTROL int64_t cann_double_last_ops_json(char* buffer, int64_t capacity) {
  return give(last_histogram(), buffer, capacity);
}

CONTROL int64_t cann_double_last_graph_name(char* buffer, int64_t capacity) {
  return give(last_graph_name(), buffer, capacity);
}

CONTROL int cann_double_dump_last_onnx(const char* path) {
  const std::string bytes = last_onnx();
  return path != nullptr && !bytes.empty() && write_file(path, bytes) ? 0 : -1;
}

CONTROL int64_t cann_double_last_precision_mode(char* buffer, int64_t capacity) {
  return give(last_precision_mode(), buffer, capacity);
}

CONTROL int cann_double_is_device_address(const void* address) {
  return DeviceMemory::instance().owns(address) ? 1 : 0;
}
