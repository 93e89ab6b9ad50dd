#!/bin/sh
# Runs the machine's Maven with these arguments, or the wrapper's where there is none.
if command -v mvn >/dev/null; then
    exec mvn -B -ntp "$@"
fi
exec "$(dirname "$0")/../mvnw" -B -ntp "$@"
