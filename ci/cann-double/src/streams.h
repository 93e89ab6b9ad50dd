// Streams: first in, first out, each on a thread of its own, so that queued work really runs later than the call.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "acl_types.h"

namespace cann_double {

// Memory that work reads or writes, by the caller's addresses.
struct Access {
  uintptr_t address;
  size_t size;
  bool writes;
};

struct Task {
  std::function<aclError()> run;
  std::vector<Access> accesses;
};

// Positions reached in streams, by stream number: what is known to have run.
using Clock = std::map<uint64_t, uint64_t>;

// One recording of an event: reached when its stream has come to it.
class Mark {
 public:
  Mark(uint64_t stream, uint64_t position, Clock clock);
  void reach();
  void wait();
  const Clock& clock() const { return clock_; }

 private:
  Clock clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool reached_ = false;
};

class Stream {
 public:
  explicit Stream(int device);
  ~Stream();  // runs what is queued, then ends the thread
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  void submit(Task task);
  // Waits for everything queued so far. The first error of the queued work since the last call, or 0.
  aclError synchronize();

  std::shared_ptr<Mark> record();
  void wait_for(std::shared_ptr<Mark> mark);

  int device() const { return device_; }
  bool idle();
  // Counts the pending work of this stream that conflicts with `accesses` and is not ordered before it by `known`.
  int conflicts(const std::vector<Access>& accesses, const Clock& known);
  uint64_t number() const { return number_; }
  Clock clock();

 private:
  struct Queued {
    uint64_t position;
    Task task;
  };
  void work();

  const int device_;
  const uint64_t number_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Queued> queue_;  // the front one is running
  uint64_t submitted_ = 0;
  uint64_t completed_ = 0;
  aclError error_ = 0;
  std::string error_text_;
  bool ending_ = false;
  Clock seen_;
  std::thread thread_;
};

// The streams handed out, and one default stream per device.
class Streams {
 public:
  static Streams& instance();

  void* create(int device);
  aclError destroy(void* handle);
  // The stream of a handle, null meaning the device's default; an empty pointer if the handle is unknown.
  std::shared_ptr<Stream> find(void* handle, int device);
  std::vector<std::shared_ptr<Stream>> of_device(int device);

  // Counts as order violations the pending work of other streams that races with `accesses`.
  void check_order(const std::vector<Access>& accesses, Stream* stream);

 private:
  std::vector<std::shared_ptr<Stream>> all();
  std::mutex mutex_;
  std::map<void*, std::shared_ptr<Stream>> live_;
  std::map<int, std::shared_ptr<Stream>> defaults_;
};

// Events, by handle.
class Events {
 public:
  static Events& instance();
  void* create();
  bool destroy(void* handle);
  bool set(void* handle, std::shared_ptr<Mark> mark);
  // Whether the handle is known; `mark` stays empty if the event was never recorded.
  bool get(void* handle, std::shared_ptr<Mark>* mark);

 private:
  std::mutex mutex_;
  uint64_t next_ = 0;
  std::map<void*, std::shared_ptr<Mark>> live_;
};

}  // namespace cann_double
