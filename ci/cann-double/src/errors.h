// The text behind a failed call: what aclGetRecentErrMsg hands out, and all texts of the process for tests.
#pragma once

#include <string>

#include "acl_types.h"

namespace cann_double {

// Notes an error of the calling thread. `error_code` is a CANN text code such as "E13010", one of the double's own
// ("D1001"), or empty.
DOUBLE_EXPORT void report(const std::string& error_code, const std::string& text);

// Notes the text and returns the code, so that a check is one line: return fail(code::kRtParamInvalid, "...").
DOUBLE_EXPORT aclError fail(aclError code, const std::string& text);

// The calling thread's texts since the last call, a line each, or null. The pointer lives until the thread's next call.
const char* take_recent_error();

// The texts of all threads since the last reset, a line each, at most the last 64; taking recent errors leaves them.
std::string all_errors();
void clear_errors();

}  // namespace cann_double
