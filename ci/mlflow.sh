#!/usr/bin/env bash
# MLflow itself reads back what the callback MlflowLogger sends. pip installs MLflow, some hundred MB, into target/mlflow; where that cannot
# be done, this says so and is skipped.
set -euo pipefail
cd "$(dirname "$0")/.."
python=$PWD/target/mlflow/bin/python
if ! { python3 -m venv target/mlflow && "$python" -m pip install --quiet mlflow==3.17.2; }; then
    echo "SKIPPED: MLflow reads runs back; python3 with venv and a package index are needed" >&2
    exit 0
fi
sh ci/maven.sh --projects callbacks --also-make -Djacoco.skip -Dtest=MlflowLoggerTest -Dsurefire.failIfNoSpecifiedTests=false \
    "-Ddpmodel.mlflowPython=$python" test
