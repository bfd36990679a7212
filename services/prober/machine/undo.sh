#!/bin/sh
# Written by `npm run vantage -- render`. Takes away what install.sh did, and keeps no data: there is none.
set -eu
cd "$(dirname "$0")"
. ./settings.sh

[ -w "$SYSTEMD" ] || {
  printf 'vantage: run this as root\n' >&2
  exit 1
}
if [ -d /run/systemd/system ]; then systemctl disable --quiet --now leadline-vantage; fi
rm -f "$SYSTEMD/leadline-vantage.service"
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
cd /
rm -rf "$VANTAGE_HOME"
printf 'vantage: “%s” is gone; remove it from vantages in k8s/site.yaml too\n' "$VANTAGE_NAME"
