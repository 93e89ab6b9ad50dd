#include "rules.h"
namespace cann_double {
std::vector<Breach> check_parsed(const Model&, int) { return {}; }
std::vector<Breach> check_shaped(const Model&, const Values&, int) { return {}; }
}
