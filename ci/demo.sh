#!/usr/bin/env bash
# The program end to end, as a user runs it: from a fresh build to a private LeNet-5, with checked results.
# Takes about five minutes on two cores. MNIST is taken from MNIST_DIR, or ../shared/mnist; without it that part is
# skipped, loudly.
set -euo pipefail
cd "$(dirname "$0")/.."

mnist=${MNIST_DIR:-../shared/mnist}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

step() {
    echo
    echo "=== $*"
}

die() {
    echo "ci/demo.sh: $*" >&2
    exit 1
}

# The number behind the last line of a file that begins so.
number() {
    awk -v begin="$2" 'index($0, begin) == 1 { value = substr($0, length(begin) + 1) }
        END { sub(/^ */, "", value); sub(/ .*/, "", value); print value }' "$1"
}

# Requires the number $2, which is called $1 in messages, to be in [$3, $4].
require() {
    awk -v value="$2" -v low="$3" -v high="$4" 'BEGIN { exit !(value != "" && value + 0 >= low && value + 0 <= high) }' ||
        die "$1 must be in [$3, $4], found '$2'"
    echo "ok: $1 is $2, in [$3, $4]"
}

# Requires the exit code $1 of the rest.
expect() {
    local wanted=$1 found=0
    shift
    "$@" >"$work/out" 2>"$work/err" || found=$?
    [ "$found" -eq "$wanted" ] || die "'$*' must exit with $wanted, found $found: $(cat "$work/err")"
    [ "$wanted" -ne 1 ] || [ "$(wc -l <"$work/err")" -eq 1 ] || die "'$*' must fail in one line: $(cat "$work/err")"
    echo "ok: exit code $wanted: $*"
}

accuracy='============== Accuracy: '
epsilon='Differentially private with epsilon = '

step "the script works from any folder and through a link"
ln -s "$PWD/dpmodel" "$work/link"
(cd "$work" && ./link --version)
./dpmodel help >"$work/help"
grep -q 'train' "$work/help" || die "help does not name train"
./dpmodel devices | tee "$work/devices"
grep -q 'onnxruntime:cpu is usable' "$work/devices" || die "the processor is not usable"

step "native code is allowed by the jar itself"
unzip -p cli/target/dpmodel.jar META-INF/MANIFEST.MF | grep -q '^Enable-Native-Access: ALL-UNNAMED' ||
    die "the manifest does not allow native code"
newer=
for java in "${JAVA_HOME:-/none}/bin/java" /usr/lib/jvm/*/bin/java; do
    if [ -x "$java" ] && "$java" --illegal-native-access=deny -version >/dev/null 2>&1; then
        newer=$java
    fi
done
if [ -n "$newer" ]; then
    "$newer" --illegal-native-access=deny -jar cli/target/dpmodel.jar train --examples 600 --batch-size 64 \
        --epochs 1 --checkpoint-dir "$work/newer" >"$work/out" 2>"$work/err" || die "$newer: $(cat "$work/err")"
    [ ! -s "$work/err" ] || die "$newer must print no warning: $(cat "$work/err")"
else
    echo "!!! SKIPPED: no Java 24 or later is here, so nothing warns of native code." >&2
fi

step "synthetic digits: train and evaluate"
./dpmodel train --epochs 3 --checkpoint-dir "$work/synthetic" | tee "$work/train"
require "accuracy on synthetic digits" "$(number "$work/train" "$accuracy")" 0.90 1
require "epsilon" "$(number "$work/train" "$epsilon")" 0.1 2
checkpoint=$(number "$work/train" 'Saved ')
./dpmodel evaluate "$checkpoint" | tee "$work/evaluate"
[ "$(number "$work/evaluate" "$accuracy")" = "$(number "$work/train" "$accuracy")" ] ||
    die "evaluate does not find the accuracy that train found"
grep -qF "$epsilon$(number "$work/train" "$epsilon")" "$work/evaluate" || die "the checkpoint has another statement"

if [ -f "$mnist/train-images-idx3-ubyte.gz" ] || [ -f "$mnist/train-images-idx3-ubyte" ]; then
    step "MNIST: two private epochs"
    ./dpmodel train --data mnist --data-path "$mnist" --epochs 2 --checkpoint-dir "$work/mnist" | tee "$work/train"
    require "accuracy on MNIST" "$(number "$work/train" "$accuracy")" 0.90 1
    ./dpmodel evaluate "$(number "$work/train" 'Saved ')" --data mnist --data-path "$mnist" | tee "$work/evaluate"
    [ "$(number "$work/evaluate" "$accuracy")" = "$(number "$work/train" "$accuracy")" ] ||
        die "evaluate does not find the accuracy that train found"
    step "MNIST: one epoch without privacy says so"
    ./dpmodel train --data mnist --data-path "$mnist" --epochs 1 --without-privacy --checkpoint-dir "$work/plain" |
        tee "$work/train"
    require "accuracy on MNIST without privacy" "$(number "$work/train" "$accuracy")" 0.93 1
    grep -q 'NOT PRIVATE: epsilon = infinity' "$work/train" || die "training without privacy must say so"
else
    echo
    echo "!!! SKIPPED: no MNIST in $mnist. Nothing was trained on real data. Set MNIST_DIR to its folder." >&2
fi

step "privacy"
./dpmodel privacy --examples 60000 --batch-size 250 --noise-multiplier 1.2 --epochs 4 --accountant rdp | tee "$work/privacy"
require "epsilon of the TF Privacy tutorial by RDP" "$(number "$work/privacy" "$epsilon")" 0.7036 0.7038
./dpmodel privacy --target-epsilon 3 --accountant all --plot "$work/epsilon.svg"
[ -s "$work/epsilon.svg" ] || die "no plot was drawn"

step "benchmark"
./dpmodel benchmark --models mlp --runs 10 --warm-up 3 --json "$work/steps.json" --plot "$work/steps.png"
[ -s "$work/steps.json" ] && [ -s "$work/steps.png" ] || die "no numbers or no picture were written"
./dpmodel benchmark --engines onnxruntime:cpu,pytorch:cpu,djl:cpu --runs 5 --warm-up 3 --whole-steps --no-memory |
    tee "$work/engines"
grep -q 'pytorch:cpu' "$work/engines" || die "PyTorch was not measured"
grep -q 'djl:cpu' "$work/engines" || die "DJL was not measured"
./dpmodel benchmark accountant

step "what is promised, measured"
./dpmodel selfcheck | tee "$work/selfcheck"
grep -q "All promises are kept." "$work/selfcheck" || die "a promise is broken"
./dpmodel audit --examples 800 --batch-size 400 --epochs 5 --seed 1 | tee "$work/audit"
grep -q "not refuted" "$work/audit" || die "an audit refutes the claim of a plan"

step "a budget, and a run that is resumed"
./dpmodel train --examples 6000 --epochs 2 --checkpoint-dir "$work/budget" --run-dir "$work/run" --budget-epsilon 1.5 | tee "$work/train"
grep -q "Budget reached" "$work/train" || die "the budget did not end the training"
require "epsilon within the budget" "$(number "$work/train" "$epsilon")" 1.3 1.5
expect 2 ./dpmodel train --run-dir "$work/run"
./dpmodel train --examples 6000 --epochs 2 --checkpoint-dir "$work/budget" --run-dir "$work/run" --resume | tee "$work/train"
grep -q "^resumed " "$work/train" || die "the run was not resumed"
require "epsilon after resuming" "$(number "$work/train" "$epsilon")" 1.5 2.5

step "exit codes"
head -c 2000 "$checkpoint" >"$work/cut.onnx"
expect 0 ./dpmodel evaluate --help
expect 1 ./dpmodel evaluate "$work/cut.onnx"
expect 1 ./dpmodel evaluate "$work/none.onnx"
expect 1 ./dpmodel train --data mnist --data-path "$work/none"
expect 2 ./dpmodel train --noise-multiplier 0
expect 2 ./dpmodel train --sampling shuffled --micro-batches 7
expect 2 ./dpmodel launch
expect 1 ./dpmodel benchmark --engines onnxruntime:cuda:9
expect 2 ./dpmodel benchmark --plot steps.jpg

step "all is well"
