// Protocol buffers' wire format, as much of it as ONNX needs.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace cann_double {

struct WireError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// One field of a message.
struct Field {
  uint32_t number = 0;
  uint32_t type = 0;       // 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes
  uint64_t value = 0;      // types 0, 1, 5
  std::string_view bytes;  // type 2
  std::string_view whole;  // the field with its tag, to copy it as it is
};

// Walks the fields of a message, which must outlive the reader. Throws WireError where the bytes end too early.
class WireReader {
 public:
  explicit WireReader(std::string_view message) : message_(message) {}
  bool next(Field* field);

 private:
  uint64_t varint();
  std::string_view take(size_t count);
  std::string_view message_;
  size_t at_ = 0;
};

// Builds a message.
class WireWriter {
 public:
  void integer(uint32_t field, uint64_t value);
  void real(uint32_t field, float value);
  void bytes(uint32_t field, std::string_view value);
  void copy(const Field& field) { text_.append(field.whole); }
  const std::string& text() const { return text_; }

 private:
  void varint(uint64_t value);
  std::string text_;
};

// The integers of a repeated field, packed or not.
template <class Visit>
void each_integer(const Field& field, Visit visit) {
  if (field.type != 2) {
    visit(field.value);
    return;
  }
  std::string_view rest = field.bytes;
  while (!rest.empty()) {
    uint64_t value = 0;
    size_t used = 0;
    do {
      if (used >= rest.size() || used > 9) throw WireError("packed integers are cut off");
      value |= static_cast<uint64_t>(rest[used] & 0x7F) << (7 * used);
    } while ((rest[used++] & 0x80) != 0);
    visit(value);
    rest.remove_prefix(used);
  }
}

}  // namespace cann_double
