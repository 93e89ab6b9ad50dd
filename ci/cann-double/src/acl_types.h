// The types and codes of the CANN C interface that ONNX Runtime's provider uses, in our own words: no CANN header is
// needed to build the double. Layouts were checked against the provider's machine code.
#pragma once

#include <cstddef>
#include <cstdint>

#define DOUBLE_EXPORT __attribute__((visibility("default")))
#define ACL_API extern "C" DOUBLE_EXPORT

using aclError = int;
using graphStatus = uint32_t;

struct aclmdlIODims {
  char name[128];
  size_t dimCount;
  int64_t dims[128];
};

namespace cann_double {

enum CopyKind : int { kHostToHost = 0, kHostToDevice = 1, kDeviceToHost = 2, kDeviceToDevice = 3 };

// aclError values. The names are those of CANN's headers without the prefix ACL_ERROR_.
namespace code {
constexpr aclError kOk = 0;
constexpr aclError kInvalidParam = 100000;
constexpr aclError kUninitialize = 100001;
constexpr aclError kRepeatInitialize = 100002;
constexpr aclError kInvalidFile = 100003;
constexpr aclError kInvalidModelId = 100011;
constexpr aclError kDeserializeModel = 100012;
constexpr aclError kModelInputNotMatch = 100017;
constexpr aclError kModelOutputNotMatch = 100018;
constexpr aclError kOpNotFound = 100024;
constexpr aclError kRepeatFinalize = 100037;
constexpr aclError kBadAlloc = 200000;
constexpr aclError kInvalidDevice = 200002;
constexpr aclError kInvalidResourceHandle = 200005;
constexpr aclError kFailure = 500001;
constexpr aclError kRtParamInvalid = 107000;
constexpr aclError kRtInvalidDeviceId = 107001;
constexpr aclError kRtContextNull = 107002;
constexpr aclError kRtStreamContext = 107003;
constexpr aclError kRtMemoryAllocation = 207001;
constexpr aclError kRtMemoryFree = 207002;
constexpr aclError kRtNoDevice = 207004;
constexpr aclError kRtModelExecute = 507011;
constexpr aclError kRtDeviceSetup = 507033;
constexpr aclError kGeModelId = 145003;
constexpr aclError kGeMemoryAllocation = 245000;
constexpr aclError kGeLoadModel = 545001;
}  // namespace code

constexpr graphStatus kGraphSuccess = 0;
constexpr graphStatus kGraphFailed = 0xFFFFFFFFu;
constexpr graphStatus kGraphParamInvalid = 50331649u;

}  // namespace cann_double
