// Models on the device: loaded from a container, described, executed.
#pragma once

#include <atomic>
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
  // Runs it now, on the calling thread. One run at a time, as a device has one workspace per model.
  aclError execute(const std::vector<ModelBuffer>& inputs, const std::vector<ModelBuffer>& outputs);

 private:
  const std::unique_ptr<InnerSession> session_;
  const int device_;
  const size_t weight_bytes_;
  std::mutex running_;
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
