// Models on the device: loaded from a container, described, executed.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "acl_types.h"
#include "inner_session.h"

namespace cann_double {

struct ModelBuffer {
  void* address;
  size_t size;
};

class LoadedModel {
 public:
  LoadedModel(std::unique_ptr<InnerSession> session, int device, size_t weight_bytes);
  ~LoadedModel();
  LoadedModel(const LoadedModel&) = delete;
  LoadedModel& operator=(const LoadedModel&) = delete;

  const std::vector<TensorInfo>& inputs() const { return session_->inputs(); }
  const std::vector<TensorInfo>& outputs() const { return session_->outputs(); }

  // Checks number, place and size of the buffers against the model.
  aclError check(const char* caller, const std::vector<ModelBuffer>& inputs, const std::vector<ModelBuffer>& outputs);
  // Notes a run in that stream as queued or over. CANN forbids runs of one model that are pending in several streams
  // at once; such a one is counted as an overlap.
  void queued(uint64_t stream);
  void finished(uint64_t stream);
  // Runs it now, on the calling thread. One run at a time, whatever the streams: the results stay right.
  aclError execute(const std::vector<ModelBuffer>& inputs, const std::vector<ModelBuffer>& outputs);

 private:
  const std::unique_ptr<InnerSession> session_;
  const int device_;
  const size_t weight_bytes_;
  std::mutex running_;
  std::mutex pending_mutex_;
  std::map<uint64_t, int> pending_;  // runs by stream
};

class LoadedModels {
 public:
  static LoadedModels& instance();
  aclError load(const char* caller, int device, const void* data, size_t size, uint32_t* id);
  aclError unload(uint32_t id);
  std::shared_ptr<LoadedModel> find(uint32_t id);

 private:
  std::mutex mutex_;
  uint32_t next_ = 0;
  std::map<uint32_t, std::shared_ptr<LoadedModel>> live_;
};

}  // namespace cann_double
