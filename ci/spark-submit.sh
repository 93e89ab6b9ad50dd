#!/usr/bin/env bash
# The lines of docs/spark.md: the example jar by spark-submit on a standalone cluster of a master and two workers, which this script
# starts on this machine and ends. Spark comes by pip (450 MB), or from SPARK_HOME; without either it is skipped, loudly. Both orders of
# the class path are tried. Needs a build: mvn -pl spark-demo -am package.
set -euo pipefail
cd "$(dirname "$0")/.."

table=${HEART_DISEASE_CSV:-../shared/data/heart_disease_uci.csv}
version=$(sed -n 's:.*<spark.version>\(.*\)</spark.version>.*:\1:p' pom.xml)
work=$(mktemp -d)
pids=()
end() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap end EXIT

die() {
    echo "ci/spark-submit.sh: $*" >&2
    exit 1
}

skip() {
    echo "!!! SKIPPED: $*" >&2
    exit 0
}

jar=$(find spark-demo/target -maxdepth 1 -name 'dpmodel-spark-examples-*.jar' ! -name '*-tests.jar' 2>/dev/null | head -n 1)
[ -n "$jar" ] && [ -d spark-demo/target/jars ] || die "no example jar in spark-demo/target: run mvn -pl spark-demo -am package"
[ -f "$table" ] || skip "no table of heart disease in ../shared/data; set HEART_DISEASE_CSV. Nothing was submitted to Spark."
if [ -z "${SPARK_HOME:-}" ]; then
    python3 -m pip install -q --no-deps --target "$work/pip" "pyspark==$version" >"$work/pip.log" 2>&1 ||
        skip "pip cannot install pyspark $version, and SPARK_HOME is not set. Nothing was submitted to Spark."
    export SPARK_HOME=$work/pip/pyspark
fi

export SPARK_LOCAL_IP=127.0.0.1 SPARK_NO_DAEMONIZE=1
master=spark://127.0.0.1:${SPARK_MASTER_PORT:-17077}

# Waits until a line of a log says that a service is up.
await() {
    for _ in $(seq 120); do
        grep -q "$2" "$1" && return
        sleep 1
    done
    die "no '$2' in $1: $(tail -n 20 "$1")"
}

echo "=== a master and two workers"
"$SPARK_HOME"/bin/spark-class org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "${master##*:}" --webui-port 0 \
    >"$work/master" 2>&1 &
pids+=($!)
await "$work/master" 'Starting Spark master'
for i in 1 2; do
    "$SPARK_HOME"/bin/spark-class org.apache.spark.deploy.worker.Worker "$master" --host 127.0.0.1 --cores 1 --memory 1g \
        --webui-port 0 --work-dir "$work/worker$i" >"$work/worker$i.log" 2>&1 &
    pids+=($!)
done
for i in 1 2; do await "$work/worker$i.log" 'Successfully registered with master'; done

# Follows docs/spark.md; what comes after the class is given to spark-submit.
submit() {
    echo "=== spark-submit $*"
    "$SPARK_HOME"/bin/spark-submit --master "$master" --executor-memory 1g "$@" \
        --jars "$(find spark-demo/target/jars -name '*.jar' | paste -sd, -)" \
        --class org.dpmodel.examples.spark.HeartDiseaseOnSpark "$jar" "$(realpath "$table")" "$work/model" \
        >"$work/out" 2>"$work/err" || die "spark-submit failed: $(grep -v '^\sat ' "$work/err" | tail -n 40)"
    cat "$work/out"
    grep -q '^Differentially private with epsilon = ' "$work/out" || die "no statement was printed"
    awk '/^AUC/ { auc = $2 } END { exit !(auc > 0.7) }' "$work/out" || die "the AUC must be above 0.7"
    find "$work/model" -name model.onnx | grep -q . || die "no model was saved"
    [ "$(find "$work"/worker*/app-* -maxdepth 1 -mindepth 1 -type d | wc -l)" -ge 2 ] || die "not both workers have worked"
}

submit
# Ours in front of Spark's, on the driver and on the executors.
submit --conf spark.driver.userClassPathFirst=true --conf spark.executor.userClassPathFirst=true

echo "=== all is well"
