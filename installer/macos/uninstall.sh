#!/bin/sh
# Removes Culvert from a Mac, as root: gives the network back, then removes every file. --purge removes the settings, too.
set -e
[ "$(id -u)" = 0 ] || { echo "run it with sudo" >&2; exit 1; }
launchctl bootout system/dev.culvert.helper 2>/dev/null || true
"/Applications/Culvert.app/Contents/MacOS/culvert-helper" --state-dir "/Library/Application Support/Culvert/state" --cleanup || true
rm -f /Library/LaunchDaemons/dev.culvert.helper.plist
rm -rf /Applications/Culvert.app /var/run/culvert /Library/Logs/Culvert
[ "${1:-}" != --purge ] || rm -rf "/Library/Application Support/Culvert"
pkgutil --forget dev.culvert 2>/dev/null || true
