#!/usr/bin/env bash
# Asks our accountant and others the same epsilons, each in a fresh process, and prints a line of JSON for each:
#   run.sh [--venvs FOLDER] [CASE...]
# Needs a built program (./dpmodel --version builds it) and Python 3.13 or another that Opake takes (PYTHON names it).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
venvs=$here/.venvs
if [ "${1:-}" = --venvs ]; then
    venvs=$2
    shift 2
fi
[ $# -gt 0 ] || set -- poisson balls-in-bins-1 balls-in-bins-10 truncated-300 truncated-320 truncated-350
classes=${DPMODEL_CLASSPATH:-$root/cli/target/dpmodel.jar}
for peer in opake dp_accounting; do
    if ! cmp -s "$here/requirements/$peer.txt" "$venvs/$peer/installed.txt"; then
        "${PYTHON:-python3.13}" -m venv --clear "$venvs/$peer"
        "$venvs/$peer/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/requirements/$peer.txt"
        cp "$here/requirements/$peer.txt" "$venvs/$peer/installed.txt"
    fi
done
for case; do
    java -cp "$classes" "$here/OurEpsilons.java" "$case"
    for peer in opake dp_accounting; do
        "$venvs/$peer/bin/python" "$here/${peer}_epsilons.py" "$case" || echo "accountants: $peer has no answer to $case" >&2
    done
done
