#!/usr/bin/env bash
# Compares DPModel with its peers and prints the table of the README:
#   run.sh [--venvs FOLDER] [options of compare.py]
# Installs the peers first where they are missing (see install.sh).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3.11}
venvs=$here/.venvs
peers=torch,jax,tensorflow
previous=
for argument in "$@"; do
    case $argument in
        -h | --help) exec "$python" "$here/compare.py" --help ;;
        --venvs=*) venvs=${argument#--venvs=} ;;
        --peers=*) peers=${argument#--peers=} ;;
        --memory) peers=torch ;;
        *)
            [ "$previous" != --venvs ] || venvs=$argument
            [ "$previous" != --peers ] || peers=$argument
            ;;
    esac
    previous=$argument
done
# shellcheck disable=SC2086 # a list of peers
bash "$here/install.sh" "$venvs" ${peers//,/ }
exec "$python" "$here/compare.py" "$@"
