#!/usr/bin/env bash
# Networks as exporters write them: makes the files of networks.md and trains each, prints what became of them, and fails under 85 %,
# or if a file does not train that results.tsv says trains.
#   run.sh [FOLDER]      where files are made and kept; default: target/exporters
# With --write before it, results.tsv is written anew; then mvn -pl ci/documents test -Ddpmodel.write=true brings it into the page.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
write=
if [ "${1:-}" = --write ]; then
    write=yes
    shift
fi
folder=${1:-$root/target/exporters}

bash "$here/make.sh" "$folder"
folder=$(cd "$folder" && pwd)
results=$folder/results.tsv
rm -f "$results"
cd "$root"
status=0
# Beside a long class path ONNX Runtime needs more stack when it starts than a thread of Java has (EnvironmentStart says why).
sh ci/maven.sh -q -pl cli -am -DargLine=-Xss64m -Djacoco.skip -Dtest=ExportedFilesTest -Dsurefire.failIfNoSpecifiedTests=false \
    -Ddpmodel.exporters="$folder" -Ddpmodel.exporters.results="$results" test || status=$?
[ -f "$results" ] || {
    echo "exporters: the files were not checked: see above" >&2
    exit 1
}
column -t -s "$(printf '\t')" "$results" 2>/dev/null | cut -c1-160 || cut -c1-160 "$results"
trains=$(grep -c "$(printf '\ttrains\t')" "$results" || true)
made=$(wc -l <"$results")
echo "exporters: $trains of $made files train, $((100 * trains / made)) %"
[ -z "$write" ] || cp "$results" "$here/results.tsv"
[ $((100 * trains)) -ge $((85 * made)) ] || {
    echo "exporters: less than 85 % of the files train" >&2
    exit 1
}
exit $status
