#include "streams.h"

#include <atomic>
#include <chrono>

#include "counters.h"
#include "errors.h"
#include "settings.h"

namespace cann_double {
namespace {

uint64_t next_number() {
  static std::atomic<uint64_t> last{0};
  return ++last;
}

void merge(Clock& into, const Clock& from) {
  for (const auto& [stream, position] : from) {
    uint64_t& mine = into[stream];
    if (mine < position) mine = position;
  }
}

bool clash(const Access& one, const Access& other) {
  return (one.writes || other.writes) && one.address < other.address + other.size &&
         other.address < one.address + one.size;
}

}  // namespace

Stream::Stream(int device) : device_(device), number_(next_number()), thread_([this] { work(); }) {}

Stream::~Stream() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ending_ = true;
    changed_.notify_all();
  }
  thread_.join();
}

void Stream::submit(Task task) {
  const std::lock_guard<std::mutex> lock(mutex_);
  queue_.push_back({++submitted_, std::move(task)});
  changed_.notify_all();
}

void Stream::work() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ending_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Queued& front = queue_.front();  // a deque's elements stay where they are while others are pushed behind
    lock.unlock();
    if (const int64_t delay = settings().task_delay_us; delay > 0) {
      std::this_thread::sleep_for(std::chrono::microseconds(delay));
    }
    const aclError result = front.task.run();
    const char* text = result == 0 ? nullptr : take_recent_error();
    lock.lock();
    if (result != 0 && error_ == 0) {
      error_ = result;
      error_text_ = text == nullptr ? "queued work failed" : text;
    }
    completed_ = front.position;
    queue_.pop_front();
    changed_.notify_all();
  }
}

aclError Stream::synchronize() {
  std::unique_lock<std::mutex> lock(mutex_);
  const uint64_t until = submitted_;
  changed_.wait(lock, [&] { return completed_ >= until; });
  const aclError result = error_;
  error_ = 0;
  if (result != 0) report("", error_text_);
  return result;
}

std::shared_ptr<Mark> Stream::record() {
  const std::lock_guard<std::mutex> lock(mutex_);
  ++submitted_;
  auto mark = std::make_shared<Mark>(number_, submitted_, seen_);
  queue_.push_back({submitted_, {[mark] {
                                   mark->reach();
                                   return code::kOk;
                                 },
                                 {}}});
  changed_.notify_all();
  return mark;
}

void Stream::wait_for(std::shared_ptr<Mark> mark) {
  const std::lock_guard<std::mutex> lock(mutex_);
  merge(seen_, mark->clock());
  queue_.push_back({++submitted_, {[mark] {
                                     mark->wait();
                                     return code::kOk;
                                   },
                                   {}}});
  changed_.notify_all();
}

bool Stream::idle() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return queue_.empty();
}

int Stream::conflicts(const std::vector<Access>& accesses, const Clock& known) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto reached = known.find(number_);
  const uint64_t ordered = reached == known.end() ? 0 : reached->second;
  int found = 0;
  for (const Queued& queued : queue_) {
    if (queued.position <= ordered) continue;
    bool clashes = false;
    for (const Access& mine : queued.task.accesses) {
      for (const Access& other : accesses) clashes = clashes || clash(mine, other);
    }
    found += clashes ? 1 : 0;
  }
  return found;
}

Clock Stream::clock() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return seen_;
}

Streams& Streams::instance() {
  static auto* instance = new Streams();
  return *instance;
}

void* Streams::create(int device) {
  auto stream = std::make_shared<Stream>(device);
  const std::lock_guard<std::mutex> lock(mutex_);
  void* handle = stream.get();
  live_[handle] = std::move(stream);
  ++counters().live_streams;
  return handle;
}

aclError Streams::destroy(void* handle, int device) {
  std::shared_ptr<Stream> stream;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = live_.find(handle);
    if (found == live_.end()) {
      ++counters().bad_handles;
      return fail(code::kRtParamInvalid, "aclrtDestroyStream: unknown stream");
    }
    if (found->second->device() != device) {
      return fail(code::kRtStreamContext, "aclrtDestroyStream: the stream belongs to another device");
    }
    stream = std::move(found->second);
    live_.erase(found);
  }
  --counters().live_streams;
  if (!stream->idle()) ++counters().order_violations;
  stream->synchronize();
  return code::kOk;
}

std::shared_ptr<Stream> Streams::find(void* handle, int device) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (handle == nullptr) {
    auto& stream = defaults_[device];
    if (stream == nullptr) stream = std::make_shared<Stream>(device);
    return stream;
  }
  const auto found = live_.find(handle);
  if (found == live_.end()) {
    ++counters().bad_handles;
    return nullptr;
  }
  return found->second;
}

std::vector<std::shared_ptr<Stream>> Streams::all() {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<std::shared_ptr<Stream>> found;
  for (const auto& [handle, stream] : live_) found.push_back(stream);
  for (const auto& [device, stream] : defaults_) found.push_back(stream);
  return found;
}

std::vector<std::shared_ptr<Stream>> Streams::of_device(int device) {
  auto found = all();
  for (auto it = found.begin(); it != found.end();) it = (*it)->device() == device ? it + 1 : found.erase(it);
  return found;
}

void Streams::check_order(const std::vector<Access>& accesses, Stream* stream) {
  const Clock known = stream == nullptr ? Clock() : stream->clock();
  for (const auto& other : all()) {
    if (other.get() != stream) counters().order_violations += other->conflicts(accesses, known);
  }
}

}  // namespace cann_double
