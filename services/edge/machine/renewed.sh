#!/bin/sh
# Written by `npm run render -- edge`. Certbot runs it when it has a new certificate, the first one too.
set -eu
cd "$(dirname "$0")"
. ./settings.sh
. ./functions.sh

# Other certificates of this machine are not ours.
[ "${RENEWED_LINEAGE:-}" = "$LETSENCRYPT/live/$SITE" ] || exit 0
use_certificate "$RENEWED_LINEAGE"
reload_nginx || fail 'Nginx refuses its configuration and goes on with the certificate before'
