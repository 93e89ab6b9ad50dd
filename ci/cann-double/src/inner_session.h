// A CPU session of the ONNX Runtime core that is loaded in this process already, through its C interface. It is what
// "the device" computes with.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "onnx_model.h"

namespace cann_double {

struct TensorInfo {
  std::string name;
  Type type = Type::kUndefined;
  std::vector<int64_t> dims;  // -1 where inference found none
  // Bytes of the tensor; -1 if a dimension or the type is not known.
  int64_t size() const;
};

class InnerSession {
 public:
  // Returns null with the reason in `problem` if the core or the model does not serve. `optimize` false keeps every
  // node as it is written.
  static std::unique_ptr<InnerSession> create(const std::string& onnx, bool optimize, std::string* problem);
  ~InnerSession();
  InnerSession(const InnerSession&) = delete;
  InnerSession& operator=(const InnerSession&) = delete;

  const std::vector<TensorInfo>& inputs() const { return inputs_; }
  const std::vector<TensorInfo>& outputs() const { return outputs_; }

  // Runs once; all tensors lie where the pointers say, in the sizes of inputs() and outputs(). "" or what went wrong.
  std::string run(const std::vector<void*>& inputs, const std::vector<void*>& outputs);

 private:
  InnerSession() = default;
  std::string describe();
  void* environment_ = nullptr;
  void* session_ = nullptr;
  void* memory_info_ = nullptr;
  std::vector<TensorInfo> inputs_;
  std::vector<TensorInfo> outputs_;
};

}  // namespace cann_double
