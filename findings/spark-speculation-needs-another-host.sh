#!/usr/bin/env bash
# Apache Spark 4.2.0 never starts the speculative copy of a task on the host where the task runs, though other executors there are idle.
#
# A good engineer who tests speculation with two executors, by local-cluster[2,1,1024] or by two workers on one machine, expects a copy of a
# straggler on the idle one: the settings speak of tasks, not of hosts. Seen on Linux x86-64, Java 17, spark.speculation on with a check
# each 100 ms, three tasks of an instant and one that sleeps for 15 seconds in its first attempt only:
#   local-cluster[2,1,1024], and two workers of a standalone cluster on 127.0.0.1: one attempt, the job takes the 15 seconds.
#   the same two workers on 127.0.0.1 and 127.0.0.2, which count as two hosts: a second attempt within a second or two, which ends the job.
# So a test of what speculation does to a program passes on one host without any task having been copied.
# Fails (exit 1) if any of this changes. Needs Java 17 or later; downloads about 450 MB.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q pyspark==4.2.0
cat >"$work/straggler.py" <<'PYTHON'
import os
import socket
import subprocess
import sys
import tempfile
import time

import pyspark
from pyspark import SparkConf, SparkContext, TaskContext

HOME = os.path.dirname(pyspark.__file__)
SLEEP = 15


def attempts(master):
    marks = tempfile.mkdtemp(dir=os.environ["WORK"])

    def task(index, rows):
        attempt = TaskContext.get().attemptNumber()
        open(os.path.join(marks, f"{index}-{attempt}"), "w").close()
        time.sleep(SLEEP if index == 3 and attempt == 0 else 0.1)
        return [index]

    conf = SparkConf().setMaster(master).setAppName("straggler")
    for key, value in {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.executor.memory": "512m",
        "spark.executor.cores": "1",
        "spark.pyspark.python": sys.executable,
        "spark.speculation": "true",
        "spark.speculation.interval": "100ms",
        "spark.speculation.multiplier": "1.1",
        "spark.speculation.quantile": "0.5",
        "spark.speculation.minTaskRuntime": "500ms",
    }.items():
        conf.set(key, value)
    context = SparkContext(conf=conf)
    try:
        # Both executors are there before the task that straggles begins.
        while context._jsc.sc().getExecutorMemoryStatus().size() < 3:
            time.sleep(0.2)
        began = time.monotonic()
        context.parallelize(range(4), 4).mapPartitionsWithIndex(task).collect()
        seconds = time.monotonic() - began
    finally:
        context.stop()
    return sum(name.startswith("3-") for name in os.listdir(marks)), seconds


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def standalone(hosts):
    port = free_port()
    master = f"spark://127.0.0.1:{port}"
    launch = os.path.join(HOME, "bin", "spark-class")
    environment = {**os.environ, "SPARK_HOME": HOME, "SPARK_LOCAL_IP": "127.0.0.1"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = [
        subprocess.Popen(
            [launch, "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", str(free_port())],
            env=environment, **quiet)
    ]
    try:
        for host in hosts:
            started.append(
                subprocess.Popen(
                    [launch, "org.apache.spark.deploy.worker.Worker", "--host", host, "--cores", "1", "--memory", "1g",
                     "--webui-port", str(free_port()), "--work-dir", tempfile.mkdtemp(dir=os.environ["WORK"]), master],
                    env={**environment, "SPARK_LOCAL_IP": host}, **quiet))
        return attempts(master)
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


changed = []
for name, found, expected in (
    ("local-cluster[2,1,1024]", attempts("local-cluster[2,1,1024]"), 1),
    ("two workers on 127.0.0.1", standalone(["127.0.0.1", "127.0.0.1"]), 1),
    ("workers on 127.0.0.1 and 127.0.0.2", standalone(["127.0.0.1", "127.0.0.2"]), 2),
):
    count, seconds = found
    print(f"{name}: {count} attempts of the slow task, the job took {seconds:.1f} s")
    if count != expected or (seconds < SLEEP) != (expected == 2):
        changed.append(name)
if changed:
    print("changed: " + ", ".join(changed))
sys.exit(bool(changed))
PYTHON
WORK=$work "$work/venv/bin/python" "$work/straggler.py" 2>/dev/null
