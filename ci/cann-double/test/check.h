// The smallest of test frameworks: named tests, checks that throw, and tests that need a process of their own.
#pragma once

#include <cmath>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace test {

struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Test {
  std::string name;
  bool alone;  // runs in a process of its own, because it changes what the provider keeps for the whole process
  std::function<void()> body;
};

inline std::vector<Test>& tests() {
  static std::vector<Test> all;
  return all;
}

struct Register {
  Register(const std::string& name, bool alone, std::function<void()> body) { tests().push_back({name, alone, body}); }
};

inline void check(bool holds, const std::string& text) {
  if (!holds) throw Failure(text);
}

template <class A, class B>
void check_equal(const A& found, const B& expected, const std::string& what) {
  if (!(found == expected)) {
    throw Failure(what + ": expected " + std::to_string(expected) + ", found " + std::to_string(found));
  }
}

inline void check_contains(const std::string& text, const std::string& part) {
  if (text.find(part) == std::string::npos) throw Failure("expected \"" + part + "\" in: " + text);
}

inline void check_close(const std::vector<float>& found, const std::vector<float>& expected, double tolerance) {
  check_equal(found.size(), expected.size(), "number of values");
  for (size_t i = 0; i < found.size(); ++i) {
    if (!(std::fabs(double{found[i]} - expected[i]) <= tolerance)) {
      throw Failure("value " + std::to_string(i) + ": expected " + std::to_string(expected[i]) + ", found " +
                    std::to_string(found[i]));
    }
  }
}

}  // namespace test

#define TEST_CONCAT2(a, b) a##b
#define TEST_CONCAT(a, b) TEST_CONCAT2(a, b)
#define TEST_WITH(name, alone, function)                                                   \
  static void function();                                                                  \
  static const ::test::Register TEST_CONCAT(function, _registered)(name, alone, function); \
  static void function()
#define TEST(name) TEST_WITH(name, false, TEST_CONCAT(test_body_, __LINE__))
#define TEST_ALONE(name) TEST_WITH(name, true, TEST_CONCAT(test_body_, __LINE__))
