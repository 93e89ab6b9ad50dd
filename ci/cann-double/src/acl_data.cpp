#include "acl_data.h"

#include "entry.h"
#include "errors.h"

namespace cann_double {

Handles<TensorDesc>& tensor_descs() {
  static auto* instance = new Handles<TensorDesc>(&counters().live_tensor_descs);
  return *instance;
}

Handles<ModelBuffer>& data_buffers() {
  static auto* instance = new Handles<ModelBuffer>(&counters().live_buffers);
  return *instance;
}

Handles<Dataset>& datasets() {
  static auto* instance = new Handles<Dataset>(&counters().live_datasets);
  return *instance;
}

int acl_type(Type type) {
  switch (type) {
    case Type::kFloat: return 0;
    case Type::kHalf: return 1;
    case Type::kInt8: return 2;
    case Type::kInt32: return 3;
    case Type::kUint8: return 4;
    case Type::kInt16: return 6;
    case Type::kUint16: return 7;
    case Type::kUint32: return 8;
    case Type::kInt64: return 9;
    case Type::kUint64: return 10;
    case Type::kDouble: return 11;
    case Type::kBool: return 12;
    case Type::kBfloat16: return 27;
    default: return -1;
  }
}

size_t acl_size(int data_type) {
  for (const Type type : {Type::kFloat, Type::kHalf, Type::kInt8, Type::kInt32, Type::kUint8, Type::kInt16,
                          Type::kUint16, Type::kUint32, Type::kInt64, Type::kUint64, Type::kDouble, Type::kBool,
                          Type::kBfloat16}) {
    if (acl_type(type) == data_type) return size_of(type);
  }
  return 0;
}

bool buffers_of(const void* dataset, std::vector<ModelBuffer>* into) {
  const Dataset* set = datasets().find(dataset);
  if (set == nullptr) return false;
  for (const void* handle : set->buffers) {
    const ModelBuffer* buffer = data_buffers().find(handle);
    if (buffer == nullptr) return false;
    into->push_back(*buffer);
  }
  return true;
}

}  // namespace cann_double

using namespace cann_double;

ACL_API size_t aclDataTypeSize(int data_type) {
  DOUBLE_ENTER("aclDataTypeSize", 0);
  return acl_size(data_type);
}

ACL_API void* aclCreateDataBuffer(void* address, size_t size) {
  DOUBLE_ENTER("aclCreateDataBuffer", nullptr);
  return data_buffers().add(std::make_unique<ModelBuffer>(ModelBuffer{address, size}));
}

ACL_API aclError aclDestroyDataBuffer(const void* buffer) {
  DOUBLE_ENTER("aclDestroyDataBuffer", injected);
  return data_buffers().remove(buffer) ? code::kOk
                                       : fail(code::kInvalidParam, "aclDestroyDataBuffer: unknown buffer");
}

ACL_API void* aclGetDataBufferAddr(const void* buffer) {
  DOUBLE_ENTER("aclGetDataBufferAddr", nullptr);
  const ModelBuffer* found = data_buffers().find(buffer);
  return found == nullptr ? nullptr : found->address;
}

ACL_API void* aclCreateTensorDesc(int data_type, int rank, const int64_t* dims, int /* format */) {
  DOUBLE_ENTER("aclCreateTensorDesc", nullptr);
  if (rank < 0 || (rank > 0 && dims == nullptr)) return nullptr;
  auto desc = std::make_unique<TensorDesc>();
  desc->data_type = data_type;
  desc->dims.assign(dims, dims + rank);
  return tensor_descs().add(std::move(desc));
}

ACL_API void aclDestroyTensorDesc(const void* desc) {
  entry("aclDestroyTensorDesc").enter();
  if (!tensor_descs().remove(desc)) report("", "aclDestroyTensorDesc: unknown description");
}

namespace {

// Descriptions that aclmdlGetDatasetTensorDesc hands out belong to their dataset, not to the table.
const TensorDesc* as_desc(const void* desc) { return static_cast<const TensorDesc*>(desc); }

}  // namespace

ACL_API size_t aclGetTensorDescNumDims(const void* desc) {
  DOUBLE_ENTER("aclGetTensorDescNumDims", 0);
  return desc == nullptr ? 0 : as_desc(desc)->dims.size();
}

ACL_API aclError aclGetTensorDescDimV2(const void* desc, size_t index, int64_t* size) {
  DOUBLE_ENTER("aclGetTensorDescDimV2", injected);
  if (desc == nullptr || size == nullptr || index >= as_desc(desc)->dims.size()) {
    return fail(code::kInvalidParam, "aclGetTensorDescDimV2: null, or no such dimension");
  }
  *size = as_desc(desc)->dims[index];
  return code::kOk;
}

ACL_API size_t aclGetTensorDescSize(const void* desc) {
  DOUBLE_ENTER("aclGetTensorDescSize", 0);
  if (desc == nullptr) return 0;
  size_t size = acl_size(as_desc(desc)->data_type);
  for (const int64_t dim : as_desc(desc)->dims) size *= static_cast<size_t>(dim);
  return size;
}

ACL_API aclError aclSetTensorConst(void* desc, void*, size_t) {
  DOUBLE_ENTER("aclSetTensorConst", injected);
  return desc == nullptr ? fail(code::kInvalidParam, "aclSetTensorConst: null") : code::kOk;
}

ACL_API void* aclmdlCreateDataset() {
  DOUBLE_ENTER("aclmdlCreateDataset", nullptr);
  return datasets().add(std::make_unique<Dataset>());
}

ACL_API aclError aclmdlDestroyDataset(const void* dataset) {
  DOUBLE_ENTER("aclmdlDestroyDataset", injected);
  return datasets().remove(dataset) ? code::kOk : fail(code::kInvalidParam, "aclmdlDestroyDataset: unknown dataset");
}

ACL_API aclError aclmdlAddDatasetBuffer(void* dataset, void* buffer) {
  DOUBLE_ENTER("aclmdlAddDatasetBuffer", injected);
  Dataset* set = datasets().find(dataset);
  if (set == nullptr || data_buffers().find(buffer) == nullptr) {
    return fail(code::kInvalidParam, "aclmdlAddDatasetBuffer: unknown dataset or buffer");
  }
  set->buffers.push_back(buffer);
  return code::kOk;
}

ACL_API void* aclmdlGetDatasetBuffer(const void* dataset, size_t index) {
  DOUBLE_ENTER("aclmdlGetDatasetBuffer", nullptr);
  const Dataset* set = datasets().find(dataset);
  return set == nullptr || index >= set->buffers.size() ? nullptr : const_cast<void*>(set->buffers[index]);
}

ACL_API void* aclmdlGetDatasetTensorDesc(const void* dataset, size_t index) {
  DOUBLE_ENTER("aclmdlGetDatasetTensorDesc", nullptr);
  const Dataset* set = datasets().find(dataset);
  return set == nullptr || index >= set->descs.size() ? nullptr : set->descs[index].get();
}
