// The builder's option input_shape: "name:d,d;name:d".
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace cann_double {

using InputShapes = std::vector<std::pair<std::string, std::vector<int64_t>>>;

// False with the reason if the text is not of that form. An empty text is: it names no input.
bool read_input_shape(const std::string& text, InputShapes* shapes, std::string* problem);

}  // namespace cann_double
