// What happened and what is alive, read by tests through cann_double_counter.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "acl_types.h"

namespace cann_double {

using Counter = std::atomic<int64_t>;

struct Counters {
  // Sums since the last reset.
  Counter models_parsed{0}, models_built{0}, models_saved{0}, models_loaded{0}, models_loaded_from_file{0},
      models_unloaded{0}, executions{0}, execution_failures{0}, model_overlaps{0};
  Counter bytes_host_to_device{0}, bytes_device_to_host{0}, bytes_device_to_device{0}, bytes_host_to_host{0};
  Counter copies_host_to_device{0}, copies_device_to_host{0}, copies_device_to_device{0}, copies_host_to_host{0};
  Counter mallocs{0}, frees{0}, bad_copies{0}, bad_frees{0}, bad_handles{0}, missing_context{0};
  Counter order_violations{0}, single_ops_refused{0}, refusals{0};
  // What is alive now, and the highest number of bytes since the last reset. A reset leaves the live ones alone.
  Counter live_device_bytes{0}, peak_device_bytes{0}, live_device_blocks{0}, live_model_bytes{0}, live_host_blocks{0};
  Counter live_streams{0}, live_events{0}, live_models{0}, live_descs{0}, live_datasets{0}, live_buffers{0},
      live_tensor_descs{0}, live_op_attrs{0};

  void reset();
  std::vector<std::pair<const char*, int64_t>> all() const;
};

DOUBLE_EXPORT Counters& counters();

// Raises `peak` to `value` if that is higher.
void raise(Counter& peak, int64_t value);

}  // namespace cann_double
