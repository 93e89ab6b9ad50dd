#include "compiled_model.h"

#include <unistd.h>

#include <cstdio>
#include <cstring>

#include "wire.h"

namespace cann_double {
namespace {

constexpr char kMagic[] = "CANN-DOUBLE-OM1\n";
constexpr size_t kMagicSize = sizeof kMagic - 1;

// FNV-1a, to notice a damaged file.
uint64_t digest(std::string_view bytes) {
  uint64_t hash = 14695981039346656037u;
  for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211u;
  return hash;
}

}  // namespace

std::string CompiledModel::pack() const {
  WireWriter body;
  body.integer(1, digest(onnx));
  body.bytes(2, precision_mode);
  body.bytes(3, onnx);
  return kMagic + body.text();
}

bool CompiledModel::unpack(const void* data, size_t size, CompiledModel* into) {
  const std::string_view bytes(static_cast<const char*>(data), size);
  if (bytes.substr(0, kMagicSize) != std::string_view(kMagic, kMagicSize)) return false;
  uint64_t expected = 0;
  try {
    WireReader reader(bytes.substr(kMagicSize));
    for (Field field; reader.next(&field);) {
      if (field.number == 1) expected = field.value;
      if (field.number == 2) into->precision_mode = field.bytes;
      if (field.number == 3) into->onnx = field.bytes;
    }
  } catch (const WireError&) {
    return false;
  }
  return digest(into->onnx) == expected;
}

bool read_file(const std::string& path, std::string* into) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return false;
  into->clear();
  char part[65536];
  for (size_t got; (got = std::fread(part, 1, sizeof part, file)) > 0;) into->append(part, got);
  const bool whole = std::ferror(file) == 0;
  std::fclose(file);
  return whole;
}

bool write_file(const std::string& path, const std::string& bytes) {
  const std::string draft = path + "." + std::to_string(getpid()) + ".draft";
  std::FILE* file = std::fopen(draft.c_str(), "wb");
  if (file == nullptr) return false;
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  const bool closed = std::fclose(file) == 0;
  if (written && closed && std::rename(draft.c_str(), path.c_str()) == 0) return true;
  std::remove(draft.c_str());
  return false;
}

}  // namespace cann_double
