#!/usr/bin/env bash
# ONNX Runtime 1.29.0 on Linux writes events of its own start into the user's cache folder, although telemetry is then disabled.
#
# A good engineer expects that a program which disables telemetry by the API, before it makes a session, leaves no trace of it. Seen on
# Linux x86-64 with the wheel from PyPI and an empty home folder:
#   import onnxruntime; onnxruntime.disable_telemetry_events(): .cache/Microsoft/DeveloperTools/.onnxruntime holds deviceid, a random
#     number that is kept from then on, and onnxruntime.db, an SQLite file with 3 events.
#   the same a second time: 3 events more, and the same deviceid.
#   the import alone with ORT_DISABLE_TELEMETRY=1 in the environment: no file.
# So the events are noted while the library is loaded. Whether any is ever sent was not looked at.
# Fails (exit 1) if any of this changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q onnxruntime==1.29.0
mkdir "$work/home" "$work/other"
changed=0

# The number of events in a home folder, and what its deviceid contains.
noted() {
    "$work/venv/bin/python" - "$1/.cache/Microsoft/DeveloperTools/.onnxruntime" <<'PYTHON'
import contextlib
import pathlib
import sqlite3
import sys

folder = pathlib.Path(sys.argv[1])
if not folder.exists():
    print("nothing")
else:
    with contextlib.closing(sqlite3.connect(folder / "onnxruntime.db")) as database:
        print(database.execute("select count(*) from events").fetchone()[0], (folder / "deviceid").read_text().strip())
PYTHON
}

disabled='import onnxruntime; onnxruntime.disable_telemetry_events()'
HOME=$work/home "$work/venv/bin/python" -c "$disabled"
first=$(noted "$work/home")
HOME=$work/home "$work/venv/bin/python" -c "$disabled"
second=$(noted "$work/home")
HOME=$work/other ORT_DISABLE_TELEMETRY=1 "$work/venv/bin/python" -c 'import onnxruntime'
third=$(noted "$work/other")
echo "events after one start: ${first%% *}; after two: ${second%% *}; with ORT_DISABLE_TELEMETRY=1: $third"
[ "${first%% *}" = 3 ] && [ "${second%% *}" = 6 ] && [ "${first#* }" = "${second#* }" ] && [ "$third" = nothing ] || changed=1
[ "$changed" = 0 ] || { echo "changed" >&2; exit 1; }
echo "as it was"
