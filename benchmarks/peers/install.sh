#!/usr/bin/env bash
# Installs the peers by pip, each with the framework below it in an environment of its own:
#   install.sh [FOLDER [PEER...]]     default: .venvs beside this script; torch jax tensorflow
# Needs Python 3.11 (PYTHON names another), 8 GB of disk and as much download: PyTorch's package holds CUDA as well.
# What is complete is left alone, so that it can be run again.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here/.venvs}
[ $# -gt 1 ] && shift || set -- torch jax tensorflow
python=${PYTHON:-python3.11}

command -v "$python" >/dev/null || {
    echo "peers: $python is not there: install Python 3.11 (TensorFlow Privacy takes no later one) or set PYTHON" >&2
    exit 1
}
mkdir -p "$folder"
for peer; do
    requirements=$here/requirements/$peer.txt
    venv=$folder/$peer
    if cmp -s "$requirements" "$venv/installed.txt"; then
        continue
    fi
    echo "peers: installing $peer into $venv ..." >&2
    "$python" -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements" || {
        echo "peers: $peer cannot be installed: see above" >&2
        exit 1
    }
    cp "$requirements" "$venv/installed.txt"
done
