// aclrt*: streams and events.
#include "devices.h"
#include "entry.h"
#include "errors.h"
#include "streams.h"

using namespace cann_double;

ACL_API aclError aclrtCreateStream(void** handle) {
  DOUBLE_ENTER("aclrtCreateStream", injected);
  const int device = current_device("aclrtCreateStream");
  if (device < 0) return code::kRtContextNull;
  *handle = Streams::instance().create(device);
  return code::kOk;
}

ACL_API aclError aclrtDestroyStream(void* handle) {
  DOUBLE_ENTER("aclrtDestroyStream", injected);
  // CANN's runtime wants the stream's own device here, though it frees memory from any thread.
  const int device = current_device("aclrtDestroyStream");
  if (device < 0) return code::kRtContextNull;
  return Streams::instance().destroy(handle, device);
}

ACL_API aclError aclrtSynchronizeStream(void* handle) {
  DOUBLE_ENTER("aclrtSynchronizeStream", injected);
  const int device = current_device("aclrtSynchronizeStream");
  if (device < 0) return code::kRtContextNull;
  const auto stream = Streams::instance().find(handle, device);
  if (stream == nullptr) return fail(code::kRtStreamContext, "aclrtSynchronizeStream: unknown stream");
  return stream->synchronize();
}

ACL_API aclError aclrtSynchronizeDevice() {
  DOUBLE_ENTER("aclrtSynchronizeDevice", injected);
  const int device = current_device("aclrtSynchronizeDevice");
  if (device < 0) return code::kRtContextNull;
  aclError first = code::kOk;
  for (const auto& stream : Streams::instance().of_device(device)) {
    const aclError result = stream->synchronize();
    if (first == code::kOk) first = result;
  }
  return first;
}

ACL_API aclError aclrtCreateEvent(void** handle) {
  DOUBLE_ENTER("aclrtCreateEvent", injected);
  *handle = Events::instance().create();
  return code::kOk;
}

ACL_API aclError aclrtDestroyEvent(void* handle) {
  DOUBLE_ENTER("aclrtDestroyEvent", injected);
  return Events::instance().destroy(handle) ? code::kOk
                                            : fail(code::kRtParamInvalid, "aclrtDestroyEvent: unknown event");
}

ACL_API aclError aclrtRecordEvent(void* event, void* handle) {
  DOUBLE_ENTER("aclrtRecordEvent", injected);
  const int device = current_device("aclrtRecordEvent");
  if (device < 0) return code::kRtContextNull;
  const auto stream = Streams::instance().find(handle, device);
  std::shared_ptr<Mark> before;
  if (stream == nullptr || !Events::instance().get(event, &before)) {
    return fail(code::kRtParamInvalid, "aclrtRecordEvent: unknown event or stream");
  }
  Events::instance().set(event, stream->record());
  return code::kOk;
}

ACL_API aclError aclrtStreamWaitEvent(void* handle, void* event) {
  DOUBLE_ENTER("aclrtStreamWaitEvent", injected);
  const int device = current_device("aclrtStreamWaitEvent");
  if (device < 0) return code::kRtContextNull;
  const auto stream = Streams::instance().find(handle, device);
  std::shared_ptr<Mark> mark;
  if (stream == nullptr || !Events::instance().get(event, &mark)) {
    return fail(code::kRtParamInvalid, "aclrtStreamWaitEvent: unknown event or stream");
  }
  if (mark != nullptr) stream->wait_for(mark);
  return code::kOk;
}

ACL_API aclError aclrtSynchronizeEvent(void* event) {
  DOUBLE_ENTER("aclrtSynchronizeEvent", injected);
  std::shared_ptr<Mark> mark;
  if (!Events::instance().get(event, &mark)) {
    return fail(code::kRtParamInvalid, "aclrtSynchronizeEvent: unknown event");
  }
  if (mark != nullptr) mark->wait();
  return code::kOk;
}
