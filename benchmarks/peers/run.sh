#!/usr/bin/env bash
# Compares DPModel with its peers and prints the table of the README:
#   run.sh [--venvs FOLDER] [options of compare.py]
# Installs the peers first where they are missing (see install.sh).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3.11}
venvs=$here/.venvs
previous=
for argument in "$@"; do
    case $argument in
        -h | --help) exec "$python" "$here/compare.py" --help ;;
        --venvs=*) venvs=${argument#--venvs=} ;;
        *) [ "$previous" != --venvs ] || venvs=$argument ;;
    esac
    previous=$argument
done
bash "$here/install.sh" "$venvs"
exec "$venvs/torch/bin/python" "$here/compare.py" "$@"
