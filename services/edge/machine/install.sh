#!/bin/sh
# Written by `npm run render -- edge`. Makes this machine the edge, or brings it up to date: run it as root, as often as you like.
# `sh undo.sh` takes it away again.
set -eu
cd "$(dirname "$0")"
. ./settings.sh
. ./functions.sh

[ -w "${ETC%/*}" ] || fail 'run this as root'
command -v nginx >/dev/null || fail 'there is no nginx: apt-get install nginx'
command -v openssl >/dev/null || fail 'there is no openssl: apt-get install openssl'

mkdir -p "$ETC" "$WEBROOT"
[ "$PWD" = "$ETC" ] || cp ./* "$ETC"
if [ "$CERTIFICATE" = files ]; then
  for file in "$CERTIFICATE_FILE" "$KEY_FILE"; do [ -r "$file" ] || fail "there is no $file, which site.yaml names"; done
else
  sh "$ETC/certificate.sh"
fi

# Debian's own site answers every name too; it comes back with undo.sh.
if [ -L "$NGINX_DEFAULT" ]; then mv "$NGINX_DEFAULT" "$ETC/nginx-default"; fi
if [ -e "$NGINX_SITE" ]; then cp -p "$NGINX_SITE" "$ETC/site.before"; else rm -f "$ETC/site.before"; fi
if [ -e /proc/net/if_inet6 ]; then cat nginx.conf; else sed '/listen \[::\]/d' nginx.conf; fi >"$NGINX_SITE"
if ! reload_nginx; then
  if [ -e "$ETC/site.before" ]; then
    mv "$ETC/site.before" "$NGINX_SITE"
    fail 'Nginx refuses the new configuration; the one before is in its place again'
  fi
  rm "$NGINX_SITE"
  if [ -L "$ETC/nginx-default" ]; then mv "$ETC/nginx-default" "$NGINX_DEFAULT"; fi
  fail 'Nginx refuses the configuration, and it was taken away again'
fi
say "Nginx answers $NAMES"

case $CERTIFICATE in
  certbot)
    if is_good "$LETSENCRYPT/live/$SITE/fullchain.pem" 0; then
      use_certificate "$LETSENCRYPT/live/$SITE"
      reload_nginx
    else
      # Nginx reads its configuration a moment after it was asked to.
      sleep 1
      command -v certbot >/dev/null || fail 'there is no certificate yet: apt-get install certbot, then run this again'
      # shellcheck disable=SC2046,SC2086 # lists of words
      certbot certonly --non-interactive --agree-tos $CERTBOT_ACCOUNT --webroot --webroot-path "$WEBROOT" --cert-name "$SITE" \
        --renew-with-new-domains $(for name in $NAMES; do printf ' -d %s' "$name"; done) \
        --deploy-hook "sh '$ETC/renewed.sh'" ${CERTBOT_OPTIONS:-} ||
        fail 'there is no certificate yet, and browsers warn: every name must lead to this machine from outside, on port 80. Then run this again'
    fi
    ;;
  own-ca)
    cp leadline-edge.service leadline-edge.timer "$SYSTEMD"
    if [ -d /run/systemd/system ]; then systemctl daemon-reload && systemctl enable --quiet --now leadline-edge.timer; fi
    say "devices fetch the authority from http://$SITE/leadline-ca.crt; the prober gets it by: kubectl -n leadline create configmap edge-ca --from-file=ca.crt"
    ;;
esac
say 'done'
