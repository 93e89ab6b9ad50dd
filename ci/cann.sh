#!/usr/bin/env bash
# The CANN device: ONNX Runtime's real CANN provider over the test double of CANN's libraries. Fetches the wheel by pip, builds
# the double with g++, and runs the tests that need both. About five minutes on two cores, of which one is a LeNet-5 on MNIST
# (MNIST_DIR, or ../shared/mnist; without it that part is skipped, loudly). CANN_WORK keeps wheel and double elsewhere.
set -euo pipefail
cd "$(dirname "$0")/.."

work=${CANN_WORK:-ci/target/cann}
mkdir -p "$work"
work=$(cd "$work" && pwd)

if [ "$(uname -s)-$(uname -m)" != Linux-x86_64 ]; then
    echo "!!! SKIPPED: the CANN device. The wheel that is tested is for Linux on x86_64, this is $(uname -s) on $(uname -m)." >&2
    exit 0
fi

echo "=== the wheel"
DPMODEL_CANN_HOME=$(sh ci/cann-double/fetch-wheel.sh "$work/wheel")
echo "=== the double, and its own tests"
sh ci/cann-double/test.sh "$work"
DPMODEL_CANN_TOOLKIT=$work/lib
export DPMODEL_CANN_HOME DPMODEL_CANN_TOOLKIT

# Those of the target run on processors, in every build. Classes that are newer than their sources are not compiled again.
echo "=== the tests"
log=$work/tests.log
sh ci/maven.sh -Pslow -Dmaven.compiler.useIncrementalCompilation=false -Dspotless.check.skip -Dcheckstyle.skip -Djacoco.skip -pl engines/onnxruntime-cann -am test \
    -Dtest='Cann*Test,!CannTarget*Test,CApiBindingTest,CompiledModelFilesTest' -Dsurefire.failIfNoSpecifiedTests=false 2>&1 | tee "$log"
# What could be skipped here was not: a test that finds neither wheel nor double would be green and prove nothing.
if grep -q 'SKIPPED: Cann' "$log"; then
    echo "ci/cann.sh: tests of the CANN device were skipped although wheel and double are there" >&2
    exit 1
fi
echo "=== all is well"
