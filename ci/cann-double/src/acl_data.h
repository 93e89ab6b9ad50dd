// Tensor descriptions, data buffers and datasets.
#pragma once

#include <vector>

#include "acl_types.h"
#include "handles.h"
#include "models.h"

namespace cann_double {

struct TensorDesc {
  int data_type = 0;
  std::vector<int64_t> dims;
};

struct Dataset {
  std::vector<const void*> buffers;                // handles of data buffers
  std::vector<std::unique_ptr<TensorDesc>> descs;  // of the outputs, after aclmdlExecute
};

Handles<TensorDesc>& tensor_descs();
Handles<ModelBuffer>& data_buffers();
Handles<Dataset>& datasets();

// aclDataType of a type; -1 if CANN has none.
int acl_type(Type type);
// Bytes of an aclDataType; 0 if unknown.
size_t acl_size(int data_type);

// The addresses and sizes in a dataset, so that its owner may destroy it while the work is queued.
bool buffers_of(const void* dataset, std::vector<ModelBuffer>* into);

}  // namespace cann_double
