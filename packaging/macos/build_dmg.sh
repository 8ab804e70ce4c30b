#!/bin/sh
# Build dist/lossgui-X-macos-PROCESSOR.dmg on a Mac: sh packaging/macos/build_dmg.sh
#
# With IDENTITY set to a "Developer ID Application" in the keychain the app is signed for
# notarization, else only as every program on an Apple chip must be: without saying by whom.
set -eu
cd "$(dirname "$0")/../.."

version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' lossgui/__init__.py)
PYTHON=${PYTHON:-python3.13}
work=build/macos
app=$work/dist/lossgui.app
image=dist/lossgui-$version-macos-$(uname -m).dmg

"$PYTHON" -m venv $work/venv
$work/venv/bin/python -m pip install -q -c constraints.txt \
    -r packaging/requirements-build.txt
$work/venv/bin/python -m pip install -q --no-deps .
$work/venv/bin/pyinstaller --noconfirm --clean --log-level WARN --distpath $work/dist \
    --workpath $work/pyinstaller packaging/lossgui.spec
# The folder that the app was made of is still there. After signing nothing may change.
$work/venv/bin/python packaging/licenses.py $work/dist/lossgui \
    $app/Contents/Resources/lossgui/resources/THIRD_PARTY_LICENSES.txt

if [ -n "${IDENTITY:-}" ]; then
    codesign --force --deep --timestamp --options runtime \
        --entitlements packaging/macos/entitlements.plist --sign "$IDENTITY" $app
else
    codesign --force --deep --sign - $app
fi
codesign --verify --deep --strict $app

# Beside the app a link to the folder that it is dragged to.
stage=$work/image
rm -rf $stage "$image"
mkdir -p $stage dist
cp -R $app $stage/
ln -s /Applications $stage/Applications
hdiutil create -quiet -volname "lossgui $version" -srcfolder $stage -format ULFO "$image"
[ -z "${IDENTITY:-}" ] || codesign --timestamp --sign "$IDENTITY" "$image"
ls -l "$image"
