// libacl_op_compiler.so: the single-operator mode, which the double does not have. A call says so and is counted.
#include "counters.h"
#include "entry.h"
#include "errors.h"

using namespace cann_double;

namespace {
struct OpAttr {};
}  // namespace

ACL_API void* aclopCreateAttr() {
  DOUBLE_ENTER("aclopCreateAttr", nullptr);
  ++counters().live_op_attrs;
  return new OpAttr();
}

ACL_API void aclopDestroyAttr(const void* attr) {
  entry("aclopDestroyAttr").enter();
  if (attr == nullptr) return;
  --counters().live_op_attrs;
  delete static_cast<const OpAttr*>(attr);
}

ACL_API aclError aclopSetAttrBool(void*, const char*, uint8_t) {
  DOUBLE_ENTER("aclopSetAttrBool", injected);
  return code::kOk;
}

ACL_API aclError aclopSetAttrFloat(void*, const char*, float) {
  DOUBLE_ENTER("aclopSetAttrFloat", injected);
  return code::kOk;
}

ACL_API aclError aclopSetAttrInt(void*, const char*, int64_t) {
  DOUBLE_ENTER("aclopSetAttrInt", injected);
  return code::kOk;
}

ACL_API aclError aclopSetAttrListInt(void*, const char*, int, const int64_t*) {
  DOUBLE_ENTER("aclopSetAttrListInt", injected);
  return code::kOk;
}

ACL_API aclError aclopSetAttrString(void*, const char*, const char*) {
  DOUBLE_ENTER("aclopSetAttrString", injected);
  return code::kOk;
}

ACL_API aclError aclopCompileAndExecute(const char* op, int, const void* const*, const void* const*, int,
                                        const void* const*, void* const*, const void*, int, int, const char*, void*) {
  DOUBLE_ENTER("aclopCompileAndExecute", injected);
  ++counters().single_ops_refused;
  return fail(code::kOpNotFound, std::string("aclopCompileAndExecute: the double has no single operators, asked for ") +
                                     (op == nullptr ? "null" : op));
}
