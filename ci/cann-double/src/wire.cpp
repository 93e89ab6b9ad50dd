#include "wire.h"

#include <cstring>

namespace cann_double {

uint64_t WireReader::varint() {
  uint64_t value = 0;
  for (int shift = 0; shift < 70; shift += 7) {
    const auto byte = static_cast<unsigned char>(take(1)[0]);
    if (shift < 64) value |= static_cast<uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  throw WireError("an integer is longer than ten bytes");
}

std::string_view WireReader::take(size_t count) {
  if (count > message_.size() - at_) throw WireError("the message is cut off");
  const std::string_view taken = message_.substr(at_, count);
  at_ += count;
  return taken;
}

bool WireReader::next(Field* field) {
  if (at_ == message_.size()) return false;
  const size_t start = at_;
  const uint64_t tag = varint();
  *field = Field();
  field->number = static_cast<uint32_t>(tag >> 3);
  field->type = static_cast<uint32_t>(tag & 7);
  switch (field->type) {
    case 0:
      field->value = varint();
      break;
    case 1:
      std::memcpy(&field->value, take(8).data(), 8);
      break;
    case 2:
      field->bytes = take(varint());
      break;
    case 5:
      std::memcpy(&field->value, take(4).data(), 4);
      break;
    default:
      throw WireError("unknown wire type " + std::to_string(field->type));
  }
  if (field->number == 0) throw WireError("field number 0");
  field->whole = message_.substr(start, at_ - start);
  return true;
}

void WireWriter::varint(uint64_t value) {
  while (value >= 0x80) {
    text_ += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  text_ += static_cast<char>(value);
}

void WireWriter::integer(uint32_t field, uint64_t value) {
  varint(uint64_t{field} << 3);
  varint(value);
}

void WireWriter::real(uint32_t field, float value) {
  varint(uint64_t{field} << 3 | 5);
  char raw[sizeof value];
  std::memcpy(raw, &value, sizeof value);
  text_.append(raw, sizeof raw);
}

void WireWriter::bytes(uint32_t field, std::string_view value) {
  varint(uint64_t{field} << 3 | 2);
  varint(value.size());
  text_.append(value);
}

}  // namespace cann_double
