#!/bin/sh
# Install what is in dist/ in clean Debian systems without Python, and try it out as a student would.
#
#   sh packaging/smoke/smoke.sh [debian12] [debian13]
#
# Must run as root, for chroot, on Debian with the packages of smoke-tools.txt. The display is the
# host's (Xvfb, and weston for Wayland), so the systems stay as bare as a package finds them. With
# LOSSGUI_PYTHON=/some/python, a Python with TensorFlow, the cross-check is tried as well, on the host.
set -u
cd "$(dirname "$0")/../.." || exit 1
here=$PWD
work=$here/build/smoke
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' lossgui/__init__.py)
deb=$here/dist/lossgui_${version}_amd64.deb
run=$here/dist/lossgui-$version-linux-x86_64.run
failed=0
homes=/home

say() { printf '%s\n' "$*"; }
# What it is, then the command that has to succeed.
check() {
    what=$1
    shift
    if "$@" > "$work/last.log" 2>&1; then
        say "  holds   $what"
    else
        say "  FAILED  $what"
        tail -n 8 "$work/last.log" | sed 's/^/          | /'
        failed=$((failed + 1))
    fi
}

[ "$(id -u)" -eq 0 ] || { say "lossgui: package-test needs root, for chroot"; exit 1; }
for tool in mmdebstrap Xvfb weston xdotool import unshare; do
    command -v "$tool" >/dev/null || {
        say "lossgui: $tool is missing; packaging/smoke/smoke-tools.txt lists what is needed"
        exit 1
    }
done
for file in "$deb" "$run"; do
    [ -f "$file" ] || { say "lossgui: ${file#"$here"/} is missing: run make package"; exit 1; }
done
mkdir -p "$work/display"

# ---------------------------------------------------------------------------------- the displays

sockets=/tmp
sockets=$sockets/.X11-unix
Xvfb :77 -screen 0 1400x900x24 -nolisten tcp -ac > "$work/xvfb.log" 2>&1 &
xvfb=$!
chmod 777 "$work/display"
XDG_RUNTIME_DIR=$work/display weston --backend=headless-backend.so --idle-time=0 --socket=wayland-77 \
    --width=1400 --height=900 > "$work/weston.log" 2>&1 &
weston=$!
trap 'kill $xvfb $weston 2>/dev/null' EXIT
for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ -S "$sockets/X77" ] && [ -S "$work/display/wayland-77" ] && break
    sleep 1
done
chmod 777 "$work/display/wayland-77"

# ----------------------------------------------------------------------------------- the systems

suite_of() { case $1 in debian12) echo bookworm ;; debian13) echo trixie ;; *) echo "$1" ;; esac; }

# A system is made once; each test gets a copy of its own.
make_root() {
    base=$work/base-$1
    if [ ! -f "$base/complete" ]; then
        rm -rf "$base"
        mmdebstrap --variant=minbase --include=ca-certificates "$(suite_of "$1")" "$base" \
            > "$work/mmdebstrap-$1.log" 2>&1 || { tail -n 5 "$work/mmdebstrap-$1.log"; return 1; }
        touch "$base/complete"
    fi
    root=$work/root-$1-$2
    rm -rf "$root"
    cp -a "$base" "$root"
    rm "$root/complete"
    mkdir -p "$root/display" "$root/$sockets" "$root/given"
    cp "$here/packaging/smoke/in_root.sh" "$root/given/"
    cp -a "$work/sample.lossgui" "$root/given/"
    chroot "$root" useradd --create-home --shell /bin/sh --home-dir "$3" student
}

# Run a step of in_root.sh in the system; mounts live as long as the command.
inside() {
    # shellcheck disable=SC2016  # for the inner shell
    unshare --mount --pid --fork --propagation private sh -c '
        root=$1 sockets=$2 display=$3
        shift 3
        mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" || exit 1
        mount --bind "$sockets" "$root$sockets" && mount --bind "$display" "$root/display" || exit 1
        cp -L /etc/resolv.conf "$root/etc/resolv.conf"
        exec chroot "$root" sh /given/in_root.sh "$@"
    ' - "$root" "$sockets" "$work/display" "$@"
}

test_deb() {
    home=$homes/student
    make_root "$1" deb "$home" || { failed=$((failed + 1)); return; }
    say "$1, Debian package"
    cp "$deb" "$root/given/lossgui.deb"
    check "there is no Python before" inside no_python
    check "an older version is made, and leaves again" inside make_older_deb
    inside snapshot before > /dev/null
    check "the older version is installed and used" inside older_deb "$home"
    check "apt upgrades it, settings kept" inside upgrade_deb "$home" "$version"
    check "still no Python" inside no_python
    try_all /usr/lib/lossgui /usr/bin/lossgui "$home"
    check "a home with a blank and Chinese letters" inside strange_home /usr/bin/lossgui
    check "the menu entry opens a file by its type" opened_by_menu
    check "apt installs it again with the settings kept" inside reinstall_deb "$home"
    check "apt purge removes it" inside remove_deb
    check "nothing is left but the user's own" \
        inside compare before "$home/\.\(config\|local\|cache\)"
}

test_run() {
    # A home with a blank and Chinese letters, and no menu of its own yet.
    home="$homes/学 生"
    make_root "$1" run "$home" || { failed=$((failed + 1)); return; }
    say "$1, installer for one user, in the folder $home"
    cp "$run" "$root/given/lossgui.run"
    check "there is no Python" inside no_python
    check "without its libraries the window says so in one sentence" inside lacking "$home"
    check "the system gets what every desktop has" inside desktop_libraries
    inside snapshot before > /dev/null
    check "an older version is installed without root and used" inside older_run "$home"
    check "the installer runs over it, settings kept" inside upgrade_run "$home" "$version"
    try_all "$home/.local/lib/lossgui/program" "$home/.local/bin/lossgui" "$home"
    check "a full disk leaves the old version" inside full_disk "$home"
    check "the uninstaller runs" inside remove_run "$home"
    # What libraries of the system keep for every program is nobody's in particular.
    check "nothing is left" inside compare before "$home/\.cache"
}

try_all() { # folder, program, home
    check "no library is missing" inside libraries "$1"
    check "no newer C library is asked for" sh packaging/linux/check_glibc.sh "$root$1" 2.35
    check "the versions that the checks run with" tested_versions "$root$1"
    check "everybody's licences are there" licences "$root$1"
    check "--version in 5 seconds, without a display" inside version "$2" "$version"
    check "eval, losses, compare and emit in a terminal" inside terminal "$2"
    for platform in offscreen xcb wayland; do
        check "$(name_of $platform)" inside try_out "$2" "$3" $platform
        check "  as many losses, dialects, metrics, plots as the source" same_counts
    done
    check "in Chinese, Qt's own buttons, too" inside try_out "$2" "$3" xcb --lang zh_CN
    check "settings of the older version are still there" inside kept "$3"
    check "two at once, both closed by their windows" two_windows "$2" "$3"
    check "a damaged file is refused" inside damaged "$2" "$3"
    check "damaged settings do not stop it" inside damaged_settings "$2" "$3"
    check "a full disk: a sentence, no silence" inside no_room "$2" "$3"
    check "a read-only home: a sentence, no silence" inside read_only "$2" "$3"
    check "without any Python the cross-check says so" inside no_framework "$2" "$3"
}

name_of() {
    case $1 in offscreen) say "without a screen" ;; xcb) say "under X11" ;; *) say "under Wayland" ;; esac
}

tested_versions() { # folder
    for folder in "$1"/_internal/*.dist-info; do
        name=$(basename "$folder" .dist-info | sed 's/-/==/; s/_/-/g')
        [ "${name%%==*}" = lossgui ] || grep -ixF "$name" constraints.txt || return 1
    done
}

licences() { # folder
    text=$1/_internal/lossgui/resources/THIRD_PARTY_LICENSES.txt
    for word in "GNU LESSER" OpenBLAS libgfortran PCRE2 libpng libjpeg-turbo HarfBuzz "^  ICU" "^  Python"; do
        grep -q "$word" "$text" || { say "nothing about $word"; return 1; }
    done
}

# ----------------------------------------------------------------------------------- the windows

# The number of the window whose title begins so, as soon as it is there.
window() { # title, process that has to live as long
    for _ in $(seq 240); do
        DISPLAY=:77 xdotool search --onlyvisible --name "^$1" | tail -n 1 | grep . && return
        kill -0 "$2" 2>/dev/null || return 1
        sleep 0.5
    done
    return 1
}

# A window that failed to paint is of one colour; text, grids and curves are of many.
colourful() { # window
    for _ in $(seq 60); do
        colours=$(DISPLAY=:77 import -window "$1" png:- | identify -format %k -)
        [ "${colours:-0}" -le 50 ] || return 0
        sleep 0.5
    done
    return 1
}

# There is no window manager that would have a button for it.
close() { DISPLAY=:77 xdotool windowfocus --sync "$1" key ctrl+q; }

# The window is looked for from outside: its title shows that the file is open.
opened_by_menu() {
    inside menu "$homes/student" &
    menu=$!
    opened=$(window sample $menu) && colourful "$opened"
    result=$?
    close "$opened"
    wait $menu && return $result
}

two_windows() { # program, home
    rm -f "$root/given/seen"
    inside two_windows "$1" "$2" &
    both=$!
    # The second hides the first, and what is hidden is not painted.
    first=$(window Untitled $both) && colourful "$first"
    result=$?
    touch "$root/given/seen"
    second=$(window sample $both) && colourful "$second" || result=1
    close "$second"
    close "$first"
    wait $both && return $result
}

same_counts() {
    cmp "$work/counts.json" "$root/given/counts.json" || {
        diff "$work/counts.json" "$root/given/counts.json"
        return 1
    }
}

# ------------------------------------------------------------------------------------- the tests

source_python=${SOURCE_PYTHON:-$here/.venv/bin/python}
rm -rf "$work/source"
QT_QPA_PLATFORM=offscreen LOSSGUI_SETTINGS=$work/source PYTHONPATH=$here \
    "$source_python" -m lossgui --smoke "$work/source" > "$work/source.log" 2>&1 ||
    { tail -n 5 "$work/source.log"; say "lossgui: the source itself does not pass"; exit 1; }
sed -n '/"counts"/,/}/p' "$work/source/result.json" > "$work/counts.json"
PYTHONPATH=$here "$source_python" "$here/packaging/smoke/sample.py" "$work/sample.lossgui" || exit 1

[ "$#" -gt 0 ] || set -- debian12 debian13
for system in "$@"; do
    test_deb "$system"
    test_run "$system"
done
if [ -n "${LOSSGUI_PYTHON:-}" ]; then
    say "cross-check from the packed program, with $LOSSGUI_PYTHON"
    program=$here/build/package/tree/lossgui/lossgui
    check "a real framework agrees" sh packaging/smoke/cross_check.sh agrees "$program"
    check "a Python that was chosen is asked" sh packaging/smoke/cross_check.sh remembered "$program"
    check "in float64 to 1e-12" sh packaging/smoke/cross_check.sh precise "$program"
    check "its environment is clean" sh packaging/smoke/cross_check.sh clean "$program"
    check "a wrong interpreter: a sentence" sh packaging/smoke/cross_check.sh wrong "$program"
    check "a Python without it: a sentence" sh packaging/smoke/cross_check.sh without "$program"
    check "one that hangs leaves no process" sh packaging/smoke/cross_check.sh hangs "$program"
fi
if [ "$failed" -gt 0 ]; then
    say "$failed failed"
    exit 1
fi
say "all hold"
