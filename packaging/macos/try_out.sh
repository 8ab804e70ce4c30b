#!/bin/sh
# Install a .dmg on a Mac as a student does, and try it out: sh try_out.sh FILE.dmg
#
# With LOSSGUI_PYTHON naming a Python that has TensorFlow, the cross-check is tried as well.
set -eu
cd "$(dirname "$0")/../.."
image=$1
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' lossgui/__init__.py)
folder=$(mktemp -d)
mkdir "$folder/Applications" "$folder/image"
trap 'rm -rf "$folder"' EXIT

hdiutil attach -quiet -nobrowse -readonly -mountpoint "$folder/image" "$image"
cp -R "$folder/image/lossgui.app" "$folder/Applications/"
hdiutil detach -quiet "$folder/image"
app=$folder/Applications/lossgui.app
program=$app/Contents/MacOS/lossgui

codesign --verify --deep --strict "$app"
test "$("$program" --version)" = "lossgui $version"
grep -q org.lossgui.session "$app/Contents/Info.plist"
# What Help > About shows, where the program looks for it.
grep -q "GNU LESSER" "$app/Contents/Frameworks/lossgui/resources/THIRD_PARTY_LICENSES.txt"

# As the Finder starts it, not as a terminal does; the exit status does not come back.
open -W -n "$app" --args --smoke "$folder/out"
grep '"platform": "cocoa"' "$folder/out/result.json"
grep '"failed": \[\]' "$folder/out/result.json"
"$program" --lang zh_CN --smoke "$folder/chinese"

if [ -n "${LOSSGUI_PYTHON:-}" ]; then
    printf '0,1\n1,0\n' > "$folder/y_true.csv"
    printf '0.5,1\n0.25,0\n' > "$folder/y_pred.csv"
    # Mean of 0.25, 0, 0.5625, 0 = 0.203125, exact in binary.
    "$program" check mse "$folder/y_true.csv" "$folder/y_pred.csv" | tee "$folder/said"
    grep -q '0.203125 *0.203125 .* agrees' "$folder/said"
fi
echo "all holds"
