#!/bin/sh
# Install the packages of system-libraries.txt that this Debian or Ubuntu lacks. Without the right
# to do so, print the one command that does. Other systems are left alone.
set -eu

say() { printf 'lossgui: %s\n' "$*" >&2; }

command -v dpkg-query >/dev/null 2>&1 || exit 0

# Provided names count too: newer releases have renamed some packages (libglib2.0-0t64).
# shellcheck disable=SC2016  # the braces are for dpkg-query
installed=$(dpkg-query --show --showformat='${db:Status-Status} ${Package} ${Provides}\n' |
    sed -n 's/([^)]*)//g; s/,/ /g; s/^installed / /p' | tr '\n' ' ')

missing=
# shellcheck disable=SC2013  # names have no blanks
for name in $(sed 's/#.*//' "$(dirname "$0")/system-libraries.txt"); do
    case "$installed" in
        *" $name "*) ;;
        *) missing="$missing $name" ;;
    esac
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
    say "system libraries are missing. If the window does not open, run this once:"
    say "sudo apt-get install --no-install-recommends$missing"
    exit 0
fi

say "installing system libraries:$missing"
export DEBIAN_FRONTEND=noninteractive
# A stale list of packages is better than none: an update that fails is not the end.
apt-get -qq update || true
# shellcheck disable=SC2086  # one word per package
if ! apt-get -qq install -y --no-install-recommends $missing >/dev/null; then
    say "these could not be installed. If the window does not open, they are the reason:$missing"
fi
