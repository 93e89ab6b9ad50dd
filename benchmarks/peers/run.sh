#!/usr/bin/env bash
# Compares DPModel with its peers and prints the table of the README:
#   run.sh [--venvs FOLDER] [options of compare.py]
# Installs the peers first where they are missing (see install.sh).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
venvs=$here/.venvs
if [ "${1:-}" = --venvs ]; then
    venvs=$2
    shift 2
fi
bash "$here/install.sh" "$venvs"
exec "$venvs/torch/bin/python" "$here/compare.py" --venvs "$venvs" "$@"
