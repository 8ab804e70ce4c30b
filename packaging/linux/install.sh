#!/bin/sh
# Install lossgui for one user, without any rights. The .run file unpacks everything beside this
# script and starts it. Over an older version settings are kept.
#
#   sh lossgui-X-linux-x86_64.run                  install
#   sh lossgui-X-linux-x86_64.run -- --quiet       install and say nothing that is not a problem
set -eu
cd "$(dirname "$0")"

quiet=
[ "${1:-}" != --quiet ] || quiet=yes
say() { printf 'lossgui: %s\n' "$*" >&2; }
tell() { [ -n "$quiet" ] || printf '%s\n' "$*"; }
stop() { say "$@"; rm -rf "${new:-}"; exit 1; }

[ -d "${HOME:-}" ] || stop "there is no home folder to install into."
data=${XDG_DATA_HOME:-$HOME/.local/share}
target=$HOME/.local/lib/lossgui
new=$target.new
bin=$HOME/.local/bin
app=org.lossgui.lossgui

[ "$(uname -s) $(uname -m)" = "Linux x86_64" ] ||
    stop "this file is for Linux on x86-64, and this is $(uname -s) on $(uname -m)."
# Before anything is written: does it run here at all?
problem=$(program/lossgui --version 2>&1 >/dev/null) ||
    stop "the program does not run on this system: $(printf '%s' "$problem" | tail -n 1)"

# Folders that are made here are noted, so that the uninstaller can take them away again.
made=
make_folder() {
    [ ! -d "$1" ] || return 0
    make_folder "$(dirname "$1")"
    mkdir "$1" || stop "$1 cannot be made, so nothing was installed."
    made="$1
$made"
}

if [ -f "$target/made" ]; then made=$(cat "$target/made"); fi
# lossgui itself makes this one.
config=${XDG_CONFIG_HOME:-$HOME/.config}
[ -d "$config" ] || [ -f "$target/made" ] || made=$config
make_folder "$(dirname "$target")"
rm -rf "$new"
{ mkdir "$new" && cp -R program "$new/program" && cp uninstall.sh LICENSE version "$new/"; } ||
    stop "there is no room for the program in $(dirname "$target"), or it cannot be written;" \
        "nothing was installed."
for folder in "$bin" "$data/applications" "$data/mime/packages" \
    "$data/icons/hicolor/scalable/apps"; do
    make_folder "$folder"
done
# The version that was there goes last, and comes back when its place cannot be taken.
rm -rf "$target.old"
[ ! -d "$target" ] || mv "$target" "$target.old"
if ! mv "$new" "$target"; then
    [ ! -d "$target.old" ] || mv "$target.old" "$target"
    stop "$target cannot be written; what was installed before is still there."
fi
rm -rf "$target.old"
printf '%s\n' "$made" > "$target/made"
printf '%s\n' "$data" > "$target/data"

# The menu starts programs without the shell's path, so the whole path stands there: quoted by the
# rules for menu entries.
# shellcheck disable=SC2016  # the marks themselves
quoted=$(printf '%s' "$target/program/lossgui" | sed 's/[\\"`$]/\\&/g; s/\\/\\\\/g; s/%/%%/g')
escaped=$(printf '%s' "$target" | sed 's/\\/\\\\/g')
{
    while IFS= read -r line; do
        case $line in
            Exec=*) printf 'Exec="%s" %%F\n' "$quoted" ;;
            TryExec=*) printf 'TryExec=%s/program/lossgui\nActions=uninstall;\n' "$escaped" ;;
            *) printf '%s\n' "$line" ;;
        esac
    done < "share/applications/$app.desktop"
    printf '\n[Desktop Action uninstall]\nName=Remove lossgui\nName[de]=lossgui entfernen\n'
    printf 'Name[zh_CN]=卸载 lossgui\nExec=sh "%s"\n' "${quoted%/program/lossgui}/uninstall.sh"
} > "$data/applications/$app.desktop"
cp "share/mime/packages/$app.xml" "$data/mime/packages/"
cp share/icons/hicolor/scalable/apps/lossgui.svg "$data/icons/hicolor/scalable/apps/"
ln -sf "$target/program/lossgui" "$bin/lossgui"
sh "$target/uninstall.sh" --only-refresh

lacking=$(LD_LIBRARY_PATH="$target/program/_internal" \
    ldd "$target/program/_internal/PySide6/Qt/plugins/platforms/libqxcb.so" 2>/dev/null |
    sed -n 's/^[[:space:]]*\([^ ]*\) => not found$/\1/p' | sort -u | tr '\n' ' ')
[ -z "$lacking" ] || say "this system lacks libraries that the window needs: $lacking" \
    "Whoever looks after it can install them; on Debian and Ubuntu:" \
    "apt install libgl1 libegl1 libfontconfig1 libdbus-1-3 libx11-xcb1 libglib2.0-0 xkb-data"

tell "lossgui $(cat version) is installed. It is in the menu, and opens .lossgui files."
case ":$PATH:" in
    *":$bin:"*) tell "In a terminal: lossgui" ;;
    *) tell "In a terminal: \"$bin/lossgui\" (or lossgui, after the next login)" ;;
esac
tell "To remove it: sh \"$target/uninstall.sh\""
