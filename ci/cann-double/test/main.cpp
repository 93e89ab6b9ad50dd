// Runs all tests: cann_double_test CAPI_FOLDER [NAME]
// A name runs that test alone in this process; without one, tests that need a process of their own get one each.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>

#include "check.h"
#include "double.h"

namespace test {

bool run_child(const std::string& name, const std::vector<std::pair<std::string, std::string>>& environment) {
  std::cout.flush();
  const pid_t child = fork();
  if (child == 0) {
    alarm(50);
    for (const auto& [variable, value] : environment) setenv(variable.c_str(), value.c_str(), 1);
    execl(places().self.c_str(), places().self.c_str(), places().capi.c_str(), name.c_str(), nullptr);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) std::cout << "FAILED: " << name << ": signal " << strsignal(WTERMSIG(status)) << "\n";
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace test

using namespace test;

namespace {

// Runs only when named, by another test, with the environment that that one chose.
bool is_child(const Test& test) { return test.name.rfind("(child)", 0) == 0; }

bool run_here(const Test& test) {
  if (!is_child(test)) cann_double_reset();
  try {
    test.body();
    return true;
  } catch (const std::exception& error) {
    std::cout << "FAILED: " << test.name << ": " << error.what() << "\n  errors noted by the double:\n" << errors();
    return false;
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2 || count > 3) {
    std::cerr << "usage: " << arguments[0] << " CAPI_FOLDER [NAME]\n";
    return 2;
  }
  places().capi = std::filesystem::absolute(arguments[1]).string();
  places().self = std::filesystem::read_symlink("/proc/self/exe").string();
  // A folder of its own: the provider looks for compiled models in the working directory.
  char folder[] = "/tmp/cann-double-test-XXXXXX";
  if (mkdtemp(folder) == nullptr || chdir(folder) != 0) {
    std::perror("cannot make a working directory");
    return 2;
  }
  places().work = folder;
  int passed = 0;
  int failed = 0;
  for (const Test& test : tests()) {
    if (count == 3 ? test.name != arguments[2] : is_child(test)) continue;
    const bool good = test.alone && count == 2 ? run_child(test.name, {}) : run_here(test);
    ++(good ? passed : failed);
  }
  std::filesystem::current_path("/");
  std::filesystem::remove_all(places().work);
  if (count == 3) {
    if (passed + failed == 0) std::cerr << "no test is named \"" << arguments[2] << "\"\n";
    return failed == 0 && passed > 0 ? 0 : 1;
  }
  std::cout << passed << " passed, " << failed << " failed" << std::endl;
  return failed == 0 ? 0 : 1;
}
