#!/bin/sh
# reboot-at-most.sh WISH LOG COMMAND…: takes the wish away and runs COMMAND, unless it did so three times in the last
# 24 hours. A clock that was set back cannot grant more: what lies in the future counts as just now.
set -eu
wish=$1
log=$2
shift 2
rm -f "$wish"
touch "$log"
now=$(date +%s)
granted=$(awk -v now="$now" '$1 > now - 86400' "$log" | wc -l)
if [ "$granted" -ge 3 ]; then
  echo "Three reboots in 24 hours are enough." >&2
  exit 0
fi
{ awk -v now="$now" '$1 > now - 86400' "$log"; echo "$now"; } > "$log.new"
mv "$log.new" "$log"
sync
exec "$@"
