// Initialization, devices, and which device a thread works on.
#pragma once

#include "acl_types.h"

namespace cann_double {

aclError initialize();
aclError finalize();

// The number of devices; none at all is an error, as the driver has it.
aclError device_count(uint32_t* count);
// Makes `device` the calling thread's; takes its lock file if a lock folder is set.
aclError set_device(int device);
// The calling thread's device, or -1 with the error noted in the name of `caller`.
int current_device(const char* caller);
// Gives back the lock files that this process holds.
void release_devices();

}  // namespace cann_double
