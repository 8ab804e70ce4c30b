#!/bin/sh
# Remove what install.sh installed, with settings and everything else that lossgui has kept.
#
#   sh uninstall.sh --keep-settings    keep settings and the copy of unsaved work
set -eu
# Read as a whole before anything is done: this file removes itself.
{
target=$(cd "$(dirname "$0")" && pwd)
app=org.lossgui.lossgui
data=$(cat "$target/data")
config=${XDG_CONFIG_HOME:-$HOME/.config}

# Menus and file types are looked up in lists that have to be made anew.
refresh() {
    if command -v update-mime-database >/dev/null; then
        update-mime-database "$data/mime" >/dev/null 2>&1 || true
    fi
    if command -v update-desktop-database >/dev/null; then
        update-desktop-database -q "$data/applications" 2>/dev/null || true
    fi
}

if [ "${1:-}" = --only-refresh ]; then
    refresh
    exit 0
fi

made=$(cat "$target/made")
if [ "$(readlink "$HOME/.local/bin/lossgui" || true)" = "$target/program/lossgui" ]; then
    rm -f "$HOME/.local/bin/lossgui"
fi
rm -f "$data/applications/$app.desktop" "$data/mime/packages/$app.xml" \
    "$data/icons/hicolor/scalable/apps/lossgui.svg"
refresh
# Lists of nothing, which were made only for lossgui.
if [ -z "$(ls -A "$data/mime/packages" 2>/dev/null)" ]; then
    for list in aliases generic-icons globs globs2 icons magic mime.cache subclasses treemagic types \
        version XMLnamespaces; do
        rm -f "$data/mime/$list"
    done
    rmdir "$data/mime/application" 2>/dev/null || true
fi
case $(ls -A "$data/applications" 2>/dev/null) in
    mimeinfo.cache) rm -f "$data/applications/mimeinfo.cache" ;;
esac
if [ "${1:-}" != --keep-settings ]; then
    rm -rf "$config/lossgui" "$data/lossgui"
fi
rm -rf "$target"
# Folders that the installer made, the innermost first, as far as nobody else has used them since.
printf '%s\n' "$made" | while IFS= read -r folder; do
    [ -z "$folder" ] || rmdir "$folder" 2>/dev/null || true
done
echo "lossgui has been removed."
exit 0
}
