#!/bin/sh
# Installs what the stack needs and this machine lacks: the npm packages, and nginx, Prometheus and Alertmanager.
# With the word "tests", also what only the tests need: Grafana's own library, in a package of its own.
# Safe to run any number of times; well under a second when nothing is missing.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*"; }

# Debian keeps daemons in /usr/sbin, which is not on every user's PATH.
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"

install_npm_packages() {
  # npm writes the hidden lock file last, so an interrupted installation is seen as missing.
  stamp=node_modules/.package-lock.json
  if [ -f "$stamp" ] && [ ! package-lock.json -nt "$stamp" ] && [ -x node_modules/.bin/node ]; then return 0; fi
  say 'installing the npm packages (about 20 s)'
  # The system's Node only runs npm; the stack runs on the Node from the lock file, so its engine warnings mislead.
  npm ci --no-audit --no-fund --loglevel=error
}

# Grafana's library, which judges the dashboards, is six times as large as all else: who only starts the stack needs none.
install_grafana_library() {
  stamp=tests/grafana/node_modules/.package-lock.json
  if [ -f "$stamp" ] && [ ! tests/grafana/package-lock.json -nt "$stamp" ]; then return 0; fi
  say "installing Grafana's library for the tests (about 20 s)"
  npm ci --prefix tests/grafana --ignore-scripts --no-audit --no-fund --loglevel=error
}

# program:debian-package, one a line; Debian calls alertmanager "prometheus-alertmanager".
has() {
  for name in "$@"; do command -v "$name" >/dev/null 2>&1 && return 0; done
  return 1
}

missing_packages() {
  has nginx || printf 'nginx-light '
  has prometheus && has promtool || printf 'prometheus '
  has alertmanager prometheus-alertmanager && has amtool || printf 'prometheus-alertmanager '
  has openssl || printf 'openssl '
}

how_to_install() {
  case "$(uname -s)" in
    Darwin) say 'install them with: brew install nginx prometheus alertmanager openssl' ;;
    *)
      if has apt-get; then say "install them with: sudo apt-get install --no-install-recommends $1"
      elif has dnf; then say 'install them with: sudo dnf install nginx openssl golang-github-prometheus golang-github-prometheus-alertmanager'
      elif has pacman; then say 'install them with: sudo pacman -S nginx openssl prometheus alertmanager'
      elif has apk; then say 'install them with: sudo apk add nginx openssl prometheus alertmanager'
      else say 'install nginx, prometheus (with promtool), alertmanager (with amtool) and openssl, and put them on PATH'
      fi ;;
  esac
}

POLICY=/usr/sbin/policy-rc.d

# Debian starts a daemon as soon as its package is unpacked. policy-rc.d is Debian's own way to forbid that; whatever
# policy the machine has is put back afterwards.
forbid_service_starts() {
  if [ -e "$POLICY" ]; then mv "$POLICY" "$POLICY.leadline-saved"; fi
  printf '#!/bin/sh\nexit 101\n' >"$POLICY"
  chmod 755 "$POLICY"
  trap allow_service_starts EXIT
  trap 'exit 130' INT TERM HUP
}

allow_service_starts() {
  rm -f "$POLICY"
  if [ -e "$POLICY.leadline-saved" ]; then mv "$POLICY.leadline-saved" "$POLICY"; fi
}

install_with_apt() {
  say "installing with apt: $1"
  forbid_service_starts
  log=$(mktemp)
  # shellcheck disable=SC2086 # the list is meant to be split
  if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $1; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    say "apt-get could not install: $1 (its full log: $log)"
    exit 1
  fi
  rm -f "$log"
  # Forbidden now is not forbidden at the next boot: only units of packages that were installed here are disabled.
  if has systemctl; then
    for package in $1; do
      case $package in
        nginx-light) units='nginx.service' ;;
        prometheus) units='prometheus.service' ;;
        prometheus-alertmanager) units='prometheus-alertmanager.service' ;;
        *) units='' ;;
      esac
      for unit in $units; do systemctl disable --quiet "$unit" >/dev/null 2>&1 || say "could not disable $unit; it may start at the next boot"; done
    done
  fi
}

packages=$(missing_packages)
packages=${packages% }
if [ -n "$packages" ]; then
  if has apt-get && [ "$(id -u)" = 0 ]; then
    install_with_apt "$packages"
  else
    say "missing: $packages"
    how_to_install "$packages"
    exit 1
  fi
fi
install_npm_packages
if [ "${1:-}" = tests ]; then install_grafana_library; fi
