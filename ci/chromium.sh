#!/usr/bin/env bash
# Makes Chromium available, in which tests of the program open reports (ReportInChromiumTest). Where it cannot be installed, that test is
# skipped, loudly.
set -euo pipefail

if command -v chromium >/dev/null; then
    echo "Chromium is here: $(chromium --version)"
    exit 0
fi
echo "=== installing chromium"
if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; }; then
    echo "SKIPPED: Chromium cannot be installed here, so that no browser opens the reports" >&2
fi
