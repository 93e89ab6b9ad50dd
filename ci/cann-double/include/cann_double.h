/*
 * Controls of the CANN double, exported by libascendcl.so. Plain C for JNA, ctypes and the like; from any thread, at
 * any time, before aclInit as well. Nothing here exists in the real CANN: a program under test never calls it.
 *
 * Texts are UTF-8. A function that gives a text copies at most `capacity` bytes into `buffer`, the closing zero
 * included, and returns the length of the whole text without it; buffer may be null with capacity 0 to ask the length.
 * Functions that set something return 0, or -1 if the argument is not allowed; then nothing changes.
 */
#ifndef CANN_DOUBLE_H
#define CANN_DOUBLE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Grows when a function here changes its meaning; new functions leave it alone. Now 1. */
int cann_double_version(void);

/* Everything: counters, calls, failures, errors, settings back to those of the environment, lock files of devices
 * given up. Live objects (memory, streams, models) stay, and so do their live_ counters. */
void cann_double_reset(void);
/* The counters, calls of symbols, and noted errors only. */
void cann_double_reset_counters(void);

/* --- failures --- */
/* The nth call from now of `symbol` (1 = the next) and the times - 1 calls after it fail with `code`; times -1: all
 * from then on. Functions that return a pointer fail with null, those that return a size with 0. `symbol` is an entry
 * point ("aclrtMalloc", "aclgrphParseONNXFromMem"), or "task:memcpy" / "task:execute": queued work that fails when it
 * runs, which shows at the next synchronize. -1: unknown symbol, one that cannot fail (returns void), nth < 1,
 * times 0 or < -1, code 0. A second call for the same symbol replaces the first. */
int cann_double_fail(const char* symbol, int64_t nth, int64_t times, int code);
void cann_double_clear_failures(void);

/* --- settings --- */
int cann_double_set_device_count(int count);          /* 0..64; 0: "no device" (207004). Default 1. */
int cann_double_set_memory_limit(int64_t bytes);      /* of each device, models included; default 32 GiB */
int cann_double_set_strict(int level);                /* 0 no rules, 1 what CANN refuses, 2 (default) also advice */
/* 0 (default): as the build's precision_mode says (none given: fp16, as CANN); 1 float32 throughout; 2 fp16;
 * 3 HF32 in convolutions; 4 HF32 in convolutions and matrix products. Counts for models loaded from then on. */
int cann_double_set_precision(int emulation);
int cann_double_set_mantissa_bits(int bits);          /* significand bits of 3 and 4, leading one included: 2..23, 11 */
int cann_double_set_task_delay_us(int64_t delay);     /* every queued task waits so long before it runs; 0..10^7 */
int cann_double_set_lock_dir(const char* folder);     /* one process per device, by lock files there; null or "": off */
int cann_double_set_dump_dir(const char* folder);     /* each parsed model is written there as parsed-N.onnx; "": off */
int cann_double_set_log(int on);                      /* every noted error also goes to stderr */

/* --- what happened --- */
/* A counter by name (README.md lists them), or -1 for an unknown name. */
int64_t cann_double_counter(const char* name);
/* Calls of an entry point since the last reset, injected failures included; -1 for an unknown symbol. */
int64_t cann_double_calls(const char* symbol);
/* {"counters":{name:value,...},"calls":{symbol:count,...}}; symbols never called are left out. */
int64_t cann_double_report_json(char* buffer, int64_t capacity);
/* The noted errors of all threads since the last reset, a line each, at most the last 64. aclGetRecentErrMsg gives
 * the calling thread's only, and forgets them. */
int64_t cann_double_errors(char* buffer, int64_t capacity);
/* Of the last model handed to aclgrphParseONNXFromMem, refused or not: {"Add":2,"Conv":4} ... */
int64_t cann_double_last_ops_json(char* buffer, int64_t capacity);
/* ... the name of its graph ... */
int64_t cann_double_last_graph_name(char* buffer, int64_t capacity);
/* ... and its bytes, written to a file. -1 if there was none or the file cannot be written. */
int cann_double_dump_last_onnx(const char* path);
/* precision_mode of the last aclgrphBuildModel; "" if none was given. */
int64_t cann_double_last_precision_mode(char* buffer, int64_t capacity);
/* 1 if the address is device memory of the double (live or freed), else 0. */
int cann_double_is_device_address(const void* address);

#ifdef __cplusplus
}
#endif

#endif
