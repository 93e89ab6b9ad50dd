#!/bin/sh
# Tests the double: test.sh [WORKDIR]
# Fetches the provider, builds the double and its tests in WORKDIR (by default target/cann-double of the repository),
# and runs them. CANN_DOUBLE_CAPI names an unpacked capi folder to use instead of fetching. With SANITIZE=1 the double
# is built with the address and undefined-behaviour sanitizers. The last line is "N passed, N failed".
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-$here/../../target/cann-double}
mkdir -p "$work"
work=$(cd "$work" && pwd)
capi=${CANN_DOUBLE_CAPI:-$("$here/fetch-wheel.sh" "$work/wheel" | tail -n 1)}
out=$work/lib
if [ "${SANITIZE:-0}" = 1 ]; then
  out=$work/lib-sanitized
  CXXFLAGS="${CXXFLAGS:-} -g -fsanitize=address,undefined -fno-sanitize-recover=undefined"
  export CXXFLAGS
fi
"$here/build.sh" "$out"
tests=$out/tests
mkdir -p "$tests"
newest_header=$(ls -t "$here"/src/*.h "$here"/include/*.h "$here"/test/*.h "$0" | head -n 1)
for source in "$here"/test/*.cpp "$here/src/wire.cpp"; do
  object=$tests/$(basename "$source" .cpp).o
  if [ "$object" -nt "$source" ] && [ "$object" -nt "$newest_header" ]; then continue; fi
  echo "$source"
done | xargs -r -P "$(nproc)" -I SOURCE sh -c '
  "$1" -std=c++17 -O0 -pthread -Wall -Wextra -Werror $2 -c "$4" -o "$3/$(basename "$4" .cpp).o"
' sh "${CXX:-g++}" "${CXXFLAGS:-}" "$tests" SOURCE
# shellcheck disable=SC2086
"${CXX:-g++}" -pthread ${CXXFLAGS:-} -o "$tests/cann_double_test" "$tests"/*.o -Wl,--no-as-needed -L"$out" -lascendcl \
  -lacl_op_compiler -lfmk_onnx_parser -Wl,-rpath,"$out" -ldl
exec "$tests/cann_double_test" "$capi"
