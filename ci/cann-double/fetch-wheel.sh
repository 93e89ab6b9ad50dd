#!/bin/sh
# Fetches ONNX Runtime's CANN provider: fetch-wheel.sh DIR
# DIR/onnxruntime/capi then holds the core and the provider. Does nothing if they are there already. The wheel is that
# for CPython 3.11, whatever Python is installed: only its libraries are used, and one file has one checksum.
set -eu
version=1.24.4
sha256=6813780ee96892f5c1bd3e05390f821016eb73e599264bd69807a83010a7abbe
wheel=onnxruntime_cann-$version-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl

if [ $# -ne 1 ]; then
  echo "usage: $0 DIR" >&2
  exit 2
fi
mkdir -p "$1"
cd "$1"
if [ -f ".unpacked-$sha256" ]; then
  echo "$PWD/onnxruntime/capi"
  exit 0
fi
if [ "$(uname -s)-$(uname -m)" != Linux-x86_64 ]; then
  echo "$0: the pinned wheel is for Linux on x86_64, this is $(uname -s) on $(uname -m)" >&2
  exit 1
fi
if ! python3 -m pip --version > /dev/null 2>&1; then
  echo "$0: needs python3 with pip to download onnxruntime-cann $version: install python3-pip" >&2
  exit 1
fi
if [ ! -f "$wheel" ]; then
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
    --implementation cp --python-version 3.11 --platform manylinux_2_28_x86_64 --platform manylinux_2_27_x86_64 \
    --dest . "onnxruntime-cann==$version" >&2
fi
if ! echo "$sha256  $wheel" | sha256sum --check --status; then
  echo "$0: $PWD/$wheel has another checksum than $sha256: delete it and try again" >&2
  exit 1
fi
python3 -m zipfile -e "$wheel" .
touch ".unpacked-$sha256"
echo "$PWD/onnxruntime/capi"
