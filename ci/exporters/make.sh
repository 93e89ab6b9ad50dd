#!/usr/bin/env bash
# Makes the files of networks.md:
#   make.sh FOLDER [ENVIRONMENT...]      default: torch skl keras jax paddle mindspore
# Each exporter is installed by pip in an environment of its own, in the folder EXPORTERS_HOME (default: .venvs beside this
# script; 6 GB of disk, of which PyTorch's CUDA takes most), and left there. What is complete is left alone, so that it can be run again. An
# exporter that cannot be installed is skipped, and said so; a file that cannot be made ends in an error.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mkdir -p "$1" && cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- torch skl keras jax paddle mindspore
home=${EXPORTERS_HOME:-$here/.venvs}
python=${PYTHON:-python3}
mkdir -p "$home"

# The same numbers on every run: one thread, no device.
export OMP_NUM_THREADS=1 CUDA_VISIBLE_DEVICES='' PYTHONHASHSEED=0 TF_CPP_MIN_LOG_LEVEL=3

failed=
for environment; do
    requirements=$here/requirements/$environment.txt
    venv=$home/$environment
    if ! cmp -s "$requirements" "$venv/installed.txt"; then
        echo "exporters: installing $environment into $venv ..." >&2
        if ! { "$python" -m venv --clear "$venv" &&
            "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements"; }; then
            echo "SKIPPED: exporters of $environment, which cannot be installed: see above" >&2
            continue
        fi
        cp "$requirements" "$venv/installed.txt"
    fi
    script=${environment/skl/sklearn}_files.py
    (cd "$folder" && PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1 "$venv/bin/python" "$here/$script" "$folder") || failed="$failed $environment"
done
[ -z "$failed" ] || {
    echo "exporters: files are missing of$failed: see above" >&2
    exit 1
}
