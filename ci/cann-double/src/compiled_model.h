// What aclgrphBuildModel makes: the container that stands for an .om file.
#pragma once

#include <cstdint>
#include <string>

namespace cann_double {

struct CompiledModel {
  std::string precision_mode;  // as the build was told; empty: not told, which CANN takes for force_fp16
  std::string onnx;            // the handed-over model with its input shapes made concrete

  std::string pack() const;
  // False if the bytes are not such a container, whole and unharmed.
  static bool unpack(const void* data, size_t size, CompiledModel* into);
};

// Reads a file, false if it cannot be read.
bool read_file(const std::string& path, std::string* into);
// Writes a file in one move, so that no reader sees half of it.
bool write_file(const std::string& path, const std::string& bytes);

}  // namespace cann_double
