#!/usr/bin/env bash
# Compares what `./dpmodel explain` estimates of the peak memory with what it measures, for each network in a folder:
#   benchmarks/explain-memory.sh FOLDER [BATCH_SIZE]
# A process of its own for each, so that none finds the memory of the one before.
set -euo pipefail
program="$(dirname "$0")/../dpmodel"
printf '%-40s %12s %12s %8s\n' network 'estimate MB' 'measured MB' ratio
for file in "$1"/*.onnx; do
    line=$("$program" explain "$file" --batch-size "${2:-64}" | grep '^memory: ' || true)
    estimate=$(sed -nE 's/^memory: ([0-9]+) MB at the peak.*/\1/p' <<< "$line")
    measured=$(sed -nE 's/.*measured in these steps: ([0-9]+) MB.*/\1/p' <<< "$line")
    if [ -z "$measured" ]; then
        printf '%-40s %12s\n' "$(basename "$file")" 'not measured'
    else
        printf '%-40s %12s %12s %8s\n' "$(basename "$file")" "$estimate" "$measured" \
            "$(awk "BEGIN { printf \"%.2f\", $estimate / $measured }")"
    fi
done
