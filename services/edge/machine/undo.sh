#!/bin/sh
# Written by `npm run render -- edge`. Takes away what install.sh did. Keys and certificates stay in their folders.
set -eu
cd "$(dirname "$0")"
. ./settings.sh
. ./functions.sh

[ -w "${ETC%/*}" ] || fail 'run this as root'
rm -f "$NGINX_SITE"
if [ -L "$ETC/nginx-default" ]; then mv "$ETC/nginx-default" "$NGINX_DEFAULT"; fi
if [ -e "$SYSTEMD/leadline-edge.timer" ]; then
  if [ -d /run/systemd/system ]; then systemctl disable --quiet --now leadline-edge.timer; fi
  rm -f "$SYSTEMD/leadline-edge.service" "$SYSTEMD/leadline-edge.timer"
fi
reload_nginx || fail 'Nginx refuses what is left of its configuration'
say "Nginx does not answer $NAMES any more; $ETC and the certificates are still there"
if [ "$CERTIFICATE" = certbot ]; then say "certbot goes on renewing until: certbot delete --cert-name $SITE"; fi
