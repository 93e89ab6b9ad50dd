#include "counters.h"

namespace cann_double {
namespace {

using Member = Counter Counters::*;
struct Named {
  const char* name;
  Member member;
  bool live;
};

#define SUM(name) {#name, &Counters::name, false}
#define LIVE(name) {#name, &Counters::name, true}
constexpr Named kAll[] = {
    SUM(models_parsed), SUM(models_built), SUM(models_saved), SUM(models_loaded), SUM(models_loaded_from_file),
    SUM(models_unloaded), SUM(executions), SUM(execution_failures), SUM(model_overlaps),
    SUM(bytes_host_to_device), SUM(bytes_device_to_host), SUM(bytes_device_to_device), SUM(bytes_host_to_host),
    SUM(copies_host_to_device), SUM(copies_device_to_host), SUM(copies_device_to_device), SUM(copies_host_to_host),
    SUM(mallocs), SUM(frees), SUM(bad_copies), SUM(bad_frees), SUM(bad_handles), SUM(missing_context),
    SUM(order_violations), SUM(single_ops_refused), SUM(refusals),
    LIVE(live_device_bytes), LIVE(peak_device_bytes), LIVE(live_device_blocks), LIVE(live_model_bytes),
    LIVE(live_host_blocks), LIVE(live_streams), LIVE(live_events), LIVE(live_models), LIVE(live_descs),
    LIVE(live_datasets), LIVE(live_buffers), LIVE(live_tensor_descs), LIVE(live_op_attrs)};
#undef SUM
#undef LIVE

}  // namespace

void Counters::reset() {
  for (const Named& each : kAll) {
    if (!each.live) (this->*each.member) = 0;
  }
  peak_device_bytes = live_device_bytes.load();
}

std::vector<std::pair<const char*, int64_t>> Counters::all() const {
  std::vector<std::pair<const char*, int64_t>> values;
  for (const Named& each : kAll) values.emplace_back(each.name, (this->*each.member).load());
  return values;
}

Counters& counters() {
  static auto* instance = new Counters();
  return *instance;
}

void raise(Counter& peak, int64_t value) {
  int64_t seen = peak.load();
  while (seen < value && !peak.compare_exchange_weak(seen, value)) {
  }
}

}  // namespace cann_double
