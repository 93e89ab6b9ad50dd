// Everything a test may set while the process runs. The environment gives the first values, read once.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "acl_types.h"

namespace cann_double {

enum class Strictness : int {
  kNone = 0,    // no rule at all
  kCann = 1,    // what CANN's own parser and builder refuse
  kAdvice = 2,  // also what CANN takes but gets wrong, slow or untried
};

// How the arithmetic of a device is imitated. The numbers are those of cann_double_set_precision.
enum class Emulation : int {
  kAuto = 0,        // as the build's precision_mode says
  kExact = 1,       // float32 throughout
  kHalf = 2,        // every value is rounded to fp16
  kHf32Conv = 3,    // operands of convolutions keep few mantissa bits
  kHf32Matrix = 4,  // operands of convolutions and matrix products keep few mantissa bits
};

struct Settings {
  std::atomic<int> device_count{1};
  std::atomic<int64_t> memory_limit{int64_t{32} << 30};  // bytes of each device
  std::atomic<int> strictness{static_cast<int>(Strictness::kAdvice)};
  std::atomic<int> emulation{static_cast<int>(Emulation::kAuto)};
  std::atomic<int> mantissa_bits{11};      // significand bits, the leading one counted, of the HF32 imitation
  std::atomic<int64_t> task_delay_us{0};   // each queued task waits so long before it runs
  std::atomic<bool> log{false};
  std::atomic<int> threads{1};             // intra-op threads of the CPU session behind a model

  std::string lock_folder() const;
  void set_lock_folder(const std::string& folder);
  std::string dump_folder() const;
  void set_dump_folder(const std::string& folder);

  // Back to the values of the environment.
  void reset();

 private:
  friend DOUBLE_EXPORT Settings& settings();
  Settings();
  std::string lock_folder_;
  std::string dump_folder_;
};

DOUBLE_EXPORT Settings& settings();

}  // namespace cann_double
