#!/bin/sh
# What a change of these facts must pass. The hook and the workflow run this file, and any other CI can.
#
#   ./check.sh [REVISION]
#
# At the end it shows what the conclusions were at REVISION (HEAD without one) and are now. That decides nothing:
# whether the change is meant is for its review.
set -eu
cd "$(dirname "$0")"
before=${1:-HEAD}

tenderlog fmt --check facts cases
tenderlog check facts --deny warnings
tenderlog test cases
if git cat-file -e "$before:./facts" 2>/dev/null; then
    tenderlog diff "$before" --facts facts || true
fi
