#!/usr/bin/env bash
# In the release's job only: puts the signing certificate (CERTIFICATE, a PKCS #12 file in base64; PASSWORD, its
# passphrase) into a keychain of its own that ends with the job's machine, and lets codesign use it without a question.
set -euo pipefail
: "${CERTIFICATE:?the PKCS #12 file in base64}" "${PASSWORD:?its passphrase}"
keychain="${RUNNER_TEMP:?where the job keeps its files}/culvert-signing.keychain-db"
secret=$(openssl rand -hex 24)
file=$(mktemp "$RUNNER_TEMP/certificate.XXXXXX")
trap 'rm -f "$file"' EXIT
base64 --decode <<<"$CERTIFICATE" >"$file"
security create-keychain -p "$secret" "$keychain"
# Locks only when the job is over.
security set-keychain-settings -lut 21600 "$keychain"
security unlock-keychain -p "$secret" "$keychain"
security import "$file" -f pkcs12 -k "$keychain" -P "$PASSWORD" -T /usr/bin/codesign -T /usr/bin/productsign -T /usr/bin/pkgbuild
security set-key-partition-list -S apple-tool:,apple: -s -k "$secret" "$keychain" >/dev/null
# Beside the keychains that are searched already.
known=()
while IFS= read -r line; do known+=("$(sed 's/^ *"//; s/"$//' <<<"$line")"); done < <(security list-keychains -d user)
security list-keychains -d user -s "$keychain" "${known[@]}"
