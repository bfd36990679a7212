#!/bin/sh
# Written by `npm run render -- edge`. Makes the certificate that is needed before there is another, or that of an own authority.
# Safe to run at any time: what is good stays. The timer of an own authority runs it, so that its certificates never end.
set -eu
umask 077
cd "$(dirname "$0")"
. ./settings.sh
. ./functions.sh

month=$((30 * 86400))

# Until certbot has a certificate, Nginx starts with this one, and answers on port 80 what certbot needs for it.
make_self_signed() {
  mkdir -p "$ETC/self-signed"
  is_good "$ETC/self-signed/fullchain.pem" "$month" && return
  # shellcheck disable=SC2086
  openssl req -x509 $new_key -days 3650 -subj '/CN=Leadline edge, not verified' \
    -addext "subjectAltName=$(names_after DNS:)" -addext basicConstraints=critical,CA:FALSE \
    -keyout "$ETC/self-signed/privkey.pem" -out "$ETC/self-signed/fullchain.pem" 2>/dev/null
}

# The authority may vouch for our names and for nothing else, so that a stolen key is of no use against other sites.
make_authority() {
  if [ "$(cat "$ETC/ca/names" 2>/dev/null)" = "$NAMES" ] &&
    openssl x509 -in "$ETC/ca/ca.crt" -noout -checkend $((12 * month)) >/dev/null; then return; fi
  rm -rf "$ETC/ca.new"
  mkdir -p "$ETC/ca.new"
  # shellcheck disable=SC2086
  openssl req -x509 $new_key -days 3650 -subj "/CN=Leadline edge CA $(date +%Y-%m-%d)" \
    -addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign \
    -addext "nameConstraints=critical,$(names_after 'permitted;DNS:'),excluded;IP:0.0.0.0/0.0.0.0,excluded;IP:::/::" \
    -keyout "$ETC/ca.new/ca.key" -out "$ETC/ca.new/ca.crt" 2>/dev/null
  printf '%s\n' "$NAMES" >"$ETC/ca.new/names"
  rm -rf "$ETC/ca"
  mv "$ETC/ca.new" "$ETC/ca"
  # Nginx answers the certificate to devices as a user of its own, and the key to no one.
  chmod 755 "$ETC/ca"
  chmod 644 "$ETC/ca/ca.crt"
  say "a new authority: every device and the prober must trust $ETC/ca/ca.crt"
}

make_leaf() {
  if is_good "$ETC/tls/fullchain.pem" "$month" &&
    openssl verify -CAfile "$ETC/ca/ca.crt" "$ETC/tls/fullchain.pem" >/dev/null 2>&1; then return; fi
  # A second run in the same second has a folder of its own: the one before it is removed below.
  leaf=$(mktemp -d "$ETC/leaf-XXXXXX")
  # shellcheck disable=SC2086
  openssl req -new $new_key -subj '/CN=Leadline edge' -keyout "$leaf/privkey.pem" -out "$leaf/request" 2>/dev/null
  printf '%s\n' "subjectAltName=$(names_after DNS:)" basicConstraints=critical,CA:FALSE \
    keyUsage=critical,digitalSignature extendedKeyUsage=serverAuth >"$leaf/extensions"
  openssl x509 -req -in "$leaf/request" -days 90 -extfile "$leaf/extensions" -CA "$ETC/ca/ca.crt" -CAkey "$ETC/ca/ca.key" \
    -set_serial "0x$(openssl rand -hex 16)" -out "$leaf/fullchain.pem" 2>/dev/null
  rm "$leaf/request" "$leaf/extensions"
  before=$(readlink "$ETC/tls" || true)
  use_certificate "$leaf"
  case $before in "$ETC"/leaf-*) rm -rf "$before" ;; esac
  changed=yes
}

changed=''
case $CERTIFICATE in
  certbot)
    make_self_signed
    [ -e "$ETC/tls/fullchain.pem" ] || use_certificate "$ETC/self-signed"
    ;;
  own-ca)
    make_authority
    make_leaf
    ;;
esac
# Before the first installation there is no configuration that could be read again.
if [ -n "$changed" ] && [ -e "$NGINX_SITE" ]; then reload_nginx; fi
