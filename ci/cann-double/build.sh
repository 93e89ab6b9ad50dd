#!/bin/sh
# Builds the double: build.sh OUTDIR
# OUTDIR then holds libascendcl.so, libacl_op_compiler.so and libfmk_onnx_parser.so, ready to be loaded in this order.
# CXX names another compiler, CXXFLAGS adds flags (-fsanitize=address,undefined).
set -eu
if [ $# -ne 1 ]; then
  echo "usage: $0 OUTDIR" >&2
  exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
cxx=${CXX:-g++}
command -v "$cxx" > /dev/null || { echo "$0: no C++ compiler \"$cxx\": install g++ or set CXX" >&2; exit 1; }
objects=$out/objects
mkdir -p "$objects"
newest_header=$(ls -t "$here"/src/*.h "$here"/include/*.h "$0" | head -n 1)
for source in "$here"/src/*.cpp; do
  object=$objects/$(basename "$source" .cpp).o
  if [ "$object" -nt "$source" ] && [ "$object" -nt "$newest_header" ]; then continue; fi
  echo "$source"
done | xargs -r -P "$(nproc)" -I SOURCE sh -c '
  name=$(basename "$4" .cpp)
  "$1" -std=c++17 -O1 -fPIC -fvisibility=hidden -pthread -Wall -Wextra -Werror $2 -c "$4" -o "$3/$name.o"
' sh "$cxx" "${CXXFLAGS:-}" "$objects" SOURCE
link() {
  name=$1
  shift
  # shellcheck disable=SC2086
  "$cxx" -shared -pthread ${CXXFLAGS:-} -Wl,-soname,"$name" -Wl,-rpath,'$ORIGIN' -o "$out/$name" "$@" -ldl
}
cd "$objects"
link libascendcl.so $(ls ./*.o | grep -v -e '/acl_op.o' -e '/ge_api.o')
link libacl_op_compiler.so acl_op.o -L"$out" -lascendcl
link libfmk_onnx_parser.so ge_api.o -L"$out" -lascendcl
