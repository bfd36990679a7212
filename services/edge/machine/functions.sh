# Written by `npm run render -- edge`. What the other scripts share; settings.sh stands before it.
# shellcheck shell=sh

say() { printf 'edge: %s\n' "$*"; }
fail() {
  printf 'edge: %s\n' "$*" >&2
  exit 1
}

# Reads the configuration again without losing a request, or starts Nginx. Changes nothing where the configuration is wrong.
reload_nginx() {
  # shellcheck disable=SC2086 # the options are words
  nginx $NGINX_OPTIONS -t -q || return 1
  # shellcheck disable=SC2086
  nginx $NGINX_OPTIONS -s reload 2>/dev/null || systemctl enable --now nginx
}

# Makes $1 the folder with the certificate in use, in one step: a certificate with the key of another is none.
use_certificate() {
  ln -sfn "$1" "$ETC/tls.new"
  mv -T "$ETC/tls.new" "$ETC/tls"
}

# Whether the certificate $1 is for every name, and good for $2 more seconds.
is_good() {
  [ -e "$1" ] && openssl x509 -in "$1" -noout -checkend "$2" >/dev/null || return 1
  for name in $NAMES; do
    openssl x509 -in "$1" -noout -checkhost "$name" | grep -q 'does match' || return 1
  done
}

# $NAMES as a list of extensions: each after $1, with commas between.
names_after() {
  list=''
  for name in $NAMES; do list="${list:+$list,}$1$name"; done
  printf '%s' "$list"
}

new_key='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
