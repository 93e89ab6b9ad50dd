#include "input_shape.h"

#include <algorithm>

namespace cann_double {

bool read_input_shape(const std::string& text, InputShapes* shapes, std::string* problem) {
  size_t at = 0;
  while (at < text.size()) {
    const size_t end = std::min(text.find(';', at), text.size());
    const std::string part = text.substr(at, end - at);
    const size_t colon = part.rfind(':');  // a name may hold colons
    if (colon == std::string::npos || colon == 0 || colon + 1 == part.size()) {
      *problem = "\"" + part + "\" is not name:sizes";
      return false;
    }
    std::vector<int64_t> dims;
    const std::string sizes = part.substr(colon + 1);
    for (size_t from = 0; from <= sizes.size();) {
      const size_t comma = std::min(sizes.find(',', from), sizes.size());
      const std::string size = sizes.substr(from, comma - from);
      if (size.empty() || size.size() > 18 || size.find_first_not_of("0123456789") != std::string::npos) {
        *problem = "\"" + size + "\" of \"" + part + "\" is not a size";
        return false;
      }
      dims.push_back(std::stoll(size));
      from = comma + 1;
    }
    shapes->emplace_back(part.substr(0, colon), dims);
    at = end + 1;
  }
  return true;
}

}  // namespace cann_double
