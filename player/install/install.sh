#!/bin/sh
# install.sh SERVER_URL: puts everything in its place, as README.md lists it. Run as root; may be run again.
set -eu
[ "$#" -eq 1 ] || { echo "Usage: install.sh https://server" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
getent passwd cotmoc > /dev/null || useradd --system --home-dir /var/lib/cotmoc --shell /usr/sbin/nologin cotmoc
usermod --append --groups video,audio,input,tty cotmoc
install -d -o cotmoc -g cotmoc -m 0750 /var/lib/cotmoc /var/lib/cotmoc/player
install -d /etc/chromium/policies/managed /etc/systemd/system.conf.d
printf 'SERVER_URL=%s\n' "$1" > /etc/cotmoc.conf
install -m 0644 "$here"/cotmoc-*.service "$here"/cotmoc-*.path /etc/systemd/system/
install -m 0644 "$here/watchdog.conf" /etc/systemd/system.conf.d/cotmoc.conf
install -m 0644 "$here/policy.json" /etc/chromium/policies/managed/cotmoc.json
systemctl daemon-reload
systemctl enable cotmoc-screen.service cotmoc-player.service cotmoc-reboot.path
echo "Installed. Restart the machine."
