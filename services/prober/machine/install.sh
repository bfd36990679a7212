#!/bin/sh
# Written by `npm run vantage -- render`. Makes this machine a vantage, or brings it up to date: run it as root, as often as you like.
# `sh undo.sh` takes it away again.
set -eu
cd "$(dirname "$0")"
. ./settings.sh

say() { printf 'vantage: %s\n' "$*"; }
fail() {
  printf 'vantage: %s\n' "$*" >&2
  exit 1
}

mkdir -p "${VANTAGE_HOME%/*}" && [ -w "${VANTAGE_HOME%/*}" ] && [ -w "$SYSTEMD" ] || fail 'run this as root, on a machine with systemd'
./program/node --version >/dev/null 2>&1 ||
  fail "the Node in this folder does not run here ($(uname -m)): render it with --node FILE, a Node of this machine"
if [ -n "$AUTHORITY" ] && [ ! -e ca.crt ]; then
  [ -r "$EDGE_AUTHORITY" ] ||
    fail "this site has an own authority: ssh root@EDGE cat $EDGE_AUTHORITY >ca.crt, in this folder, and run this again"
  cp "$EDGE_AUTHORITY" ca.crt
fi

# Everything is copied before anything is replaced; what a person put there stays.
new="$VANTAGE_HOME.new" old="$VANTAGE_HOME.before"
rm -rf "$new" "$old"
mkdir -m 755 "$new"
cp -R ./* "$new"
chmod -R u=rwX,go=rX "$new"
if [ -e "$VANTAGE_HOME" ]; then mv "$VANTAGE_HOME" "$old"; fi
mv "$new" "$VANTAGE_HOME"

# Starts what lies there, and waits until it measures.
start() {
  cp "$VANTAGE_HOME/leadline-vantage.service" "$SYSTEMD/"
  if [ ! -d /run/systemd/system ]; then
    say 'there is no systemd running here: nothing was started'
    return 0
  fi
  systemctl daemon-reload
  systemctl enable --quiet leadline-vantage
  systemctl restart leadline-vantage
  tries=0
  until "$VANTAGE_HOME/program/node" -e "fetch('$READY').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"; do
    tries=$((tries + 1))
    [ "$tries" -lt 30 ] || return 1
    sleep 1
  done
}

if ! start; then
  if [ -d /run/systemd/system ]; then journalctl -u leadline-vantage -n 5 --no-pager -o cat >&2 || true; fi
  [ -e "$old" ] || fail 'it does not measure: its last lines stand above'
  rm -rf "$VANTAGE_HOME"
  mv "$old" "$VANTAGE_HOME"
  start || true
  fail 'it does not measure, its last lines stand above; the one before is in its place again'
fi
rm -rf "$old"
say "“$VANTAGE_NAME” stands in $VANTAGE_HOME, release $RELEASE"
