#!/bin/sh
# Build the packages into dist/: wheel and sdist, then from one packed tree a .deb and a .run, and a
# setup.exe for Windows where the tools for it are installed.
# Without arguments all of them; or name those wanted: sh packaging/build.sh wheel tree deb run windows
#
# The same commit gives the same bytes: times come from the commit, names are sorted.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'lossgui: %s\n' "$*" >&2; }
stop() { say "$@"; exit 1; }

version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' lossgui/__init__.py)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null ||
    date -u -r CHANGELOG.md +%s)}
# PyInstaller writes sets in the order of their hashes.
export SOURCE_DATE_EPOCH PYTHONHASHSEED=1 LC_ALL=C.UTF-8 TZ=UTC
umask 022
day=$(date -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%d)
work=build/package
tree=$work/tree/lossgui
share=$work/share
app=org.lossgui.lossgui

# Fail at the start, not after minutes.
require() {
    for tool in "$@"; do
        command -v "$tool" >/dev/null || stop "$tool is missing." \
            "packaging/package-tools.txt lists Debian's names of what is needed."
    done
}

# The Python that goes into the packages: 3.12 or newer because of Qt's releases, 3.13 because of
# NumPy's, and built with a shared library because PyInstaller wants it.
find_python() {
    pyenv=${PYENV_ROOT:-$HOME/.pyenv}/versions
    for python in "${PACKAGE_PYTHON:-}" python3.13 "$pyenv"/3.13*/bin/python \
        python3.12 "$pyenv"/3.12*/bin/python; do
        command -v "${python:-none}" >/dev/null || continue
        "$python" -c 'import sys, sysconfig, venv
sys.exit(not ((3, 12) <= sys.version_info < (3, 14) and sysconfig.get_config_var("Py_ENABLE_SHARED")))' \
            2>/dev/null && { echo "$python"; return; }
    done
    stop "packing needs Python 3.12 or 3.13 that was built with --enable-shared." \
        "Name one: make package PACKAGE_PYTHON=python3.13"
}

environment() { # folder, what to install
    wanted=$(cat constraints.txt packaging/requirements-build.txt; echo "$2"; "$python" -V)
    if [ "$(cat "$1/ready" 2>/dev/null)" != "$wanted" ]; then
        say "preparing $1"
        rm -rf "$1"
        "$python" -m venv "$1"
        # shellcheck disable=SC2086  # several words
        "$1/bin/python" -m pip install -q --disable-pip-version-check -c constraints.txt $2
        printf '%s\n' "$wanted" > "$1/ready"
    fi
}

build_wheel() {
    environment $work/tools "build hatchling"
    say "wheel and sdist"
    rm -f dist/lossgui-"$version"*.whl dist/lossgui-"$version".tar.gz
    $work/tools/bin/python -m build --no-isolation --outdir dist . > $work/wheel.log 2>&1 ||
        { tail -n 20 $work/wheel.log; stop "the wheel could not be built."; }
}

build_tree() {
    require objdump chrpath
    environment $work/venv "-r packaging/requirements-build.txt"
    say "packed tree"
    $work/venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-compile \
        --force-reinstall dist/lossgui-"$version"-py3-none-any.whl
    $work/venv/bin/pyinstaller --noconfirm --clean --log-level WARN --distpath $work/tree \
        --workpath $work/pyinstaller packaging/lossgui.spec > $work/tree.log 2>&1 ||
        { tail -n 20 $work/tree.log; stop "PyInstaller failed."; }
    $work/venv/bin/python packaging/licenses.py $tree \
        $tree/_internal/lossgui/resources/THIRD_PARTY_LICENSES.txt
    # Libraries are not programs, whatever the wheels say.
    find $tree -type f -exec chmod 644 {} +
    chmod 755 $tree/lossgui
    # Where Python's libraries were on the machine that built it becomes where they are here.
    # shellcheck disable=SC2016  # for the loader
    find $tree/_internal -type f '(' -path '*/lib-dynload/*' -o -name 'libpython*' ')' \
        -exec chrpath --replace '$ORIGIN/../..' {} ';' > $work/chrpath.log 2>&1 || true
    # Records of an installation that never took place on the student's machine.
    find $tree -path '*.dist-info/*' '(' -name RECORD -o -name INSTALLER -o -name REQUESTED \
        -o -name direct_url.json ')' -delete
    sh packaging/linux/check_glibc.sh $tree 2.35
    # A library that stripping has damaged shows here, not at the student's.
    $tree/lossgui losses > $work/start.log 2>&1 ||
        { tail -n 3 $work/start.log; stop "the packed program does not start."; }
    find $tree -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
}

# Menu entry, file type, icon: the same for both kinds of installation.
build_share() {
    rm -rf $share
    mkdir -p $share/applications $share/metainfo $share/mime/packages \
        $share/icons/hicolor/scalable/apps
    cp packaging/linux/$app.desktop $share/applications/
    cp packaging/linux/$app.mime.xml $share/mime/packages/$app.xml
    cp resources/icons/lossgui.svg $share/icons/hicolor/scalable/apps/
    filled packaging/linux/$app.metainfo.xml.in > $share/metainfo/$app.metainfo.xml
    desktop-file-validate $share/applications/$app.desktop
    appstreamcli validate --no-net $share/metainfo/$app.metainfo.xml >&2
}

filled() {
    sed "s/@VERSION@/$version/g; s/@DATE@/$day/g; s/@SIZE@/${size:-0}/g; s/@TIME@/$(date -R \
        -d "@$SOURCE_DATE_EPOCH")/g" "$1"
}

build_deb() {
    require dpkg-deb desktop-file-validate appstreamcli lintian
    say "Debian package"
    root=$work/deb
    doc=$root/usr/share/doc/lossgui
    build_share
    rm -rf $root
    mkdir -p $root/DEBIAN $root/usr/bin $root/usr/lib $root/usr/share/man/man1 $doc \
        $root/usr/share/lintian/overrides
    cp -a $tree $root/usr/lib/lossgui
    cp -a $share/. $root/usr/share/
    ln -s ../lib/lossgui/lossgui $root/usr/bin/lossgui
    cp packaging/linux/lintian-overrides $root/usr/share/lintian/overrides/lossgui
    cp packaging/linux/copyright $doc/copyright
    filled packaging/linux/changelog.in | gzip -9n > $doc/changelog.gz
    gzip -9n < CHANGELOG.md > $doc/CHANGELOG.md.gz
    ln -s ../../../lib/lossgui/_internal/lossgui/resources/THIRD_PARTY_LICENSES.txt \
        $doc/THIRD_PARTY_LICENSES.txt
    filled packaging/linux/lossgui.1.in | gzip -9n > $root/usr/share/man/man1/lossgui.1.gz
    size=$(du -k -s --apparent-size $root/usr | cut -f 1)
    filled packaging/linux/control.in > $root/DEBIAN/control
    (cd $root && find usr -type f -print0 | sort -z | xargs -0 md5sum > DEBIAN/md5sums)
    find $root -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
    package=dist/lossgui_${version}_amd64.deb
    dpkg-deb --root-owner-group -Zxz --build $root "$package" >&2
    lintian --allow-root --fail-on error,warning --tag-display-limit 0 "$package"
}

build_run() {
    require makeself desktop-file-validate appstreamcli
    say "installer for one user"
    stage=$work/run
    build_share
    rm -rf $stage
    mkdir -p $stage
    cp -a $tree $stage/program
    cp -a $share $stage/share
    cp LICENSE packaging/linux/install.sh packaging/linux/uninstall.sh $stage/
    chmod 755 $stage/install.sh $stage/uninstall.sh
    echo "$version" > $stage/version
    find $stage -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
    package=dist/lossgui-$version-linux-x86_64.run
    # The archive is packed without the time at which it was.
    GZIP=-n makeself --gzip --nox11 --sha256 \
        --tar-extra "--owner=0 --group=0 --numeric-owner --sort=name --mtime=@$SOURCE_DATE_EPOCH" \
        --packaging-date "$(date -d "@$SOURCE_DATE_EPOCH")" \
        $stage "$package" "lossgui $version" ./install.sh > $work/run.log 2>&1 ||
        { tail -n 20 $work/run.log; stop "makeself failed."; }
}

build_windows() {
    require makensis x86_64-w64-mingw32-gcc
    say "setup program for Windows"
    "$python" packaging/windows/build_win.py --runtime "${WINDOWS_RUNTIME:-trial}" \
        > $work/windows.log 2>&1 || { tail -n 20 $work/windows.log; stop "no setup.exe."; }
}

mkdir -p $work dist
if [ "$#" -eq 0 ]; then
    set -- wheel tree deb run
    if command -v makensis >/dev/null && command -v x86_64-w64-mingw32-gcc >/dev/null; then
        set -- "$@" windows
    else
        say "without nsis and gcc-mingw-w64-x86-64 there will be no setup.exe for Windows"
    fi
fi
case " $* " in *" deb "*) require dpkg-deb desktop-file-validate appstreamcli lintian ;; esac
case " $* " in *" run "*) require makeself ;; esac
python=$(find_python)
for part in "$@"; do
    case $part in
        wheel | tree | deb | run | windows) "build_$part" ;;
        *) stop "there is no package called $part; there are wheel, tree, deb, run, windows" ;;
    esac
done
(cd dist && find . -type f -name "lossgui[-_]$version*" -printf '%f\n' | sort | xargs sha256sum > SHA256SUMS)
ls -l dist >&2
