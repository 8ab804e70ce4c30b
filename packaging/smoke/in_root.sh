#!/bin/sh
# The steps of smoke.sh that happen inside a system: sh in_root.sh STEP [ARGUMENT ...]
set -eu
step=$1
shift
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
sample=/given/sample.lossgui

# As the student, with nothing in the environment but what every session has.
student() { # home, NAME=value ..., command
    home=$1
    shift
    setpriv --reuid student --regid student --clear-groups \
        env -i HOME="$home" XDG_RUNTIME_DIR=/own PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 "$@"
}
[ -d /own ] || { mkdir -m 700 /own && chown student /own; }
display_of() {
    case $1 in
        offscreen) echo "QT_QPA_PLATFORM=offscreen" ;;
        xcb) echo "DISPLAY=:77" ;;
        wayland) echo "WAYLAND_DISPLAY=/display/wayland-77" ;;
    esac
}
refused() { # text that has to be in the output; the command must end with an error
    expected=$1
    shift
    if said=$("$@" 2>&1); then
        echo "it did not complain: $said"
        return 1
    fi
    printf '%s\n' "$said"
    printf '%s' "$said" | grep -q "$expected"
    ! printf '%s' "$said" | grep -q Traceback
}

# Whether a program of a folder runs, and until it has begun or ended.
runs() {
    for program in /proc/[0-9]*/exe; do
        case $(readlink "$program" || true) in "$1"/*) return 0 ;; esac
    done
    return 1
}
begun() { for _ in $(seq 120); do ! runs "$1" || return 0; sleep 0.5; done; return 1; }
ended() { for _ in $(seq 240); do runs "$1" || return 0; sleep 0.5; done; return 1; }
# Use a version that is older: settings are written, and a line that only the settings know.
use() { # program, home
    student "$2" QT_QPA_PLATFORM=offscreen timeout 300 "$1" --smoke "/given/out-old" $sample
    printf '\n[kept]\nword=before\n' >> "$2/.config/lossgui/lossgui.ini"
    cp -p "$2/.config/lossgui/lossgui.ini" /given/before.ini
}
# A folder without any room left.
full() {
    mkdir -p "$1"
    mount -t tmpfs -o size=16k,mode=777 tmpfs "$1"
    head -c 100000 /dev/zero > "$1/everything" 2>/dev/null || true
}
writable() { mkdir -p "$1" && chown student "$1"; }

case $step in
    no_python)
        if command -v python3 || command -v python; then exit 1; fi
        ;;
    make_older_deb)
        # The same package with a lower number, and a file that the new one has not.
        mkdir /given/old
        dpkg-deb -R /given/lossgui.deb /given/old
        sed -i 's/^Version: .*/Version: 0.0.1/' /given/old/DEBIAN/control
        touch /given/old/usr/lib/lossgui/_internal/of-the-old-version
        dpkg-deb -Znone -b /given/old /given/old.deb
        rm -rf /given/old
        apt-get -qq update
        # What it brings with it belongs to the system before anything is compared.
        apt-get -qq install -y --no-install-recommends /given/old.deb shared-mime-info \
            desktop-file-utils libglib2.0-bin
        dpkg --purge lossgui
        ;;
    older_deb)
        apt-get -qq install -y --no-install-recommends /given/old.deb
        writable /given/out-old
        use /usr/bin/lossgui "$1"
        ;;
    upgrade_deb)
        apt-get -qq install -y --no-install-recommends /given/lossgui.deb
        test "$(dpkg-query --show --showformat='${Version}' lossgui)" = "$2"
        test ! -e /usr/lib/lossgui/_internal/of-the-old-version
        cmp /given/before.ini "$1/.config/lossgui/lossgui.ini"
        ;;
    older_run)
        # The same, by unpacking the installer.
        mkdir /given/old
        sh /given/lossgui.run --noexec --nox11 --target /given/old > /dev/null
        echo 0.0.1 > /given/old/version
        touch /given/old/program/_internal/of-the-old-version
        student "$1" sh /given/old/install.sh --quiet
        rm -rf /given/old
        test "$(cat "$1/.local/lib/lossgui/version")" = 0.0.1
        writable /given/out-old
        use "$1/.local/bin/lossgui" "$1"
        ;;
    upgrade_run)
        student "$1" sh /given/lossgui.run --nox11 -- --quiet
        test "$(cat "$1/.local/lib/lossgui/version")" = "$2"
        test ! -e "$1/.local/lib/lossgui/program/_internal/of-the-old-version"
        cmp /given/before.ini "$1/.config/lossgui/lossgui.ini"
        grep -F 'Exec="' "$1/.local/share/applications/org.lossgui.lossgui.desktop"
        desktop-file-validate "$1/.local/share/applications/org.lossgui.lossgui.desktop"
        grep -q "application/x-lossgui:\*.lossgui" "$1/.local/share/mime/globs"
        ;;
    kept)
        # After the new version has been used, too.
        grep -q '^word=before$' "$1/.config/lossgui/lossgui.ini"
        ;;
    reinstall_deb)
        settings=$(cat "$1/.config/lossgui/lossgui.ini")
        apt-get -qq install -y --reinstall --no-install-recommends /given/lossgui.deb
        test "$settings" = "$(cat "$1/.config/lossgui/lossgui.ini")"
        ;;
    remove_deb)
        apt-get -qq purge -y lossgui
        ;;
    desktop_libraries)
        glib=libglib2.0-0
        apt-get -qq update
        if apt-cache show libglib2.0-0t64 >/dev/null 2>&1; then glib=libglib2.0-0t64; fi
        apt-get -qq install -y --no-install-recommends libgl1 libegl1 libx11-6 libx11-xcb1 libxcb1 \
            libfontconfig1 libfreetype6 libdbus-1-3 $glib libwayland-client0 libwayland-cursor0 \
            xkb-data fonts-dejavu-core shared-mime-info desktop-file-utils
        ;;
    lacking)
        # In a minimal system nothing of a desktop is there.
        cp /given/lossgui.run /given/own.run
        student "$1" sh /given/own.run --nox11 -- --quiet > /given/said 2>&1
        cat /given/said
        grep -q "this system lacks libraries" /given/said
        refused "lossgui: the window needs a library that this system lacks" \
            student "$1" DISPLAY=:77 "$1/.local/bin/lossgui"
        student "$1" sh "$1/.local/lib/lossgui/uninstall.sh"
        ;;
    full_disk)
        # A folder with no room for a second copy: a small file system in the place of .local/lib.
        mv "$1/.local/lib" "$1/.local/kept"
        mkdir "$1/.local/lib"
        mount -t tmpfs -o size=20m,mode=777 tmpfs "$1/.local/lib"
        refused "no room for the program" student "$1" sh /given/lossgui.run --nox11 -- --quiet
        test -z "$(ls -A "$1/.local/lib")"
        umount "$1/.local/lib"
        rmdir "$1/.local/lib"
        mv "$1/.local/kept" "$1/.local/lib"
        student "$1" "$1/.local/bin/lossgui" --version
        ;;
    remove_run)
        student "$1" sh "$1/.local/lib/lossgui/uninstall.sh"
        ;;
    libraries)
        test -z "$(find "$1" -xtype l)"
        find "$1" -type f -name '*.so*' -print0 > /given/libraries
        LD_LIBRARY_PATH=$1/_internal xargs -0 ldd < /given/libraries > /given/ldd 2>/dev/null
        ! grep "not found" /given/ldd
        ;;
    version)
        # Within five seconds: half of them are left for a slow disk.
        test "$(student / timeout 5 "$1" --version)" = "lossgui $2"
        ;;
    terminal)
        printf '0,1\n1,0\n' > /given/y_true.csv
        printf '0.5,1\n0.25,0\n' > /given/y_pred.csv
        # Mean of 0.25, 0, 0.5625, 0.
        test "$(student / "$1" eval mse /given/y_true.csv /given/y_pred.csv)" = 0.203125
        student / "$1" losses | grep -q mean_squared_error
        student / "$1" compare mse half_sum_of_squares
        student / "$1" emit mse --framework torch | grep -q mse_loss
        ;;
    try_out) # program, home, platform, what else to say
        out=/given/out-$3
        writable "$out"
        program=$1 home=$2 platform=$3
        shift 3
        # shellcheck disable=SC2046  # several words
        student "$home" $(display_of "$platform") timeout 300 "$program" "$@" --smoke "$out" $sample
        cat "$out/result.json"
        grep -q "\"platform\": \"$platform\"" "$out/result.json"
        grep -q '"packed": true' "$out/result.json"
        grep -q '"qt_messages": \[\]' "$out/result.json"
        grep -q '"failed": \[\]' "$out/result.json"
        grep -q '"title": "sample' "$out/result.json"
        for file in window.png=20000 plot.png=5000 plot.svg=5000 plot.csv=10; do
            test "$(stat -c %s "$out/${file%=*}")" -gt "${file#*=}"
        done
        # JSON writes Chinese letters as numbers. These are 文 (menu File) and 取 (button Cancel).
        case $* in
            *zh_CN*)
                grep '"language": "zh_CN"' "$out/result.json"
                grep '"menu": ".*u6587' "$out/result.json"
                grep '"cancel_button": ".*u53d6' "$out/result.json"
                ;;
        esac
        sed -n '/"counts"/,/}/p' "$out/result.json" > /given/counts.json
        ;;
    strange_home)
        # Blanks and Chinese letters, in the home and in the file's name.
        homes=/home
        strange="$homes/学 生 2"
        writable "$strange"
        writable "/given/out 学"
        cp $sample "$strange/样本 1.lossgui"
        student "$strange" QT_QPA_PLATFORM=offscreen timeout 300 "$1" --smoke "/given/out 学" \
            "$strange/样本 1.lossgui"
        test -s "$strange/.config/lossgui/lossgui.ini"
        rm -rf "$strange"
        ;;
    two_windows)
        # Each keeps to itself. Somebody outside says when the first is there, and closes both.
        student "$2" DISPLAY=:77 timeout 240 "$1" > /given/first 2>&1 &
        first=$!
        for _ in $(seq 240); do [ ! -e /given/seen ] || break; sleep 0.5; done
        student "$2" DISPLAY=:77 timeout 240 "$1" $sample > /given/second 2>&1 &
        second=$!
        one=0 two=0
        wait $first || one=$?
        wait $second || two=$?
        cat /given/first /given/second
        test "$one $two" = "0 0"
        test ! -s /given/first
        test ! -s /given/second
        ;;
    no_room)
        # Neither for what is asked for nor for settings: a sentence each.
        full /given/full
        refused "the disk is full" student "$2" QT_QPA_PLATFORM=offscreen \
            timeout 300 "$1" --smoke /given/full
        refused "the disk is full" student "$2" QT_QPA_PLATFORM=offscreen \
            timeout 300 "$1" demo --screenshot /given/full/window.png
        writable /given/out-full
        full "$2/.config"
        refused "did not hold: settings written and read back" student "$2" \
            QT_QPA_PLATFORM=offscreen timeout 300 "$1" --smoke /given/out-full
        ;;
    damaged)
        head -c 100 $sample > /given/cut.lossgui
        writable /given/out-cut
        refused "did not hold: the file is opened" student "$2" QT_QPA_PLATFORM=offscreen \
            timeout 300 "$1" --smoke /given/out-cut /given/cut.lossgui
        ;;
    damaged_settings)
        settings=$2/.config/lossgui/lossgui.ini
        cp -p "$settings" /given/kept.ini
        head -c 3000 /dev/urandom > "$settings"
        writable /given/out-settings
        student "$2" QT_QPA_PLATFORM=offscreen timeout 300 "$1" --smoke /given/out-settings
        cp -p /given/kept.ini "$settings"
        ;;
    read_only)
        mount --bind "$2" "$2"
        mount -o remount,ro,bind "$2"
        writable /given/out-read-only
        refused "did not hold: settings written and read back" student "$2" \
            QT_QPA_PLATFORM=offscreen timeout 300 "$1" --smoke /given/out-read-only
        ;;
    no_framework)
        student "$2" "$1" check > /given/said 2>&1
        cat /given/said
        grep -q "There is no Python that could have TensorFlow" /given/said
        ;;
    menu)
        entry=/usr/share/applications/org.lossgui.lossgui.desktop
        student "$1" XDG_DATA_DIRS=/usr/share \
            gio info -a standard::content-type $sample | tee /given/type
        grep -q "application/x-lossgui" /given/type
        student "$1" gio mime application/x-lossgui | tee /given/opener
        grep -q org.lossgui.lossgui.desktop /given/opener
        student "$1" DISPLAY=:77 gio launch $entry $sample
        # What was started ends with this step, so it waits until somebody has closed the window.
        begun /usr/lib/lossgui
        ended /usr/lib/lossgui
        ;;
    snapshot | compare)
        find / -xdev '(' -path /proc -o -path /sys -o -path /dev -o -path /given -o -path /tmp \
            -o -path /display -o -path /own -o -path /var -o -path /etc/ld.so.cache \
            -o -path /run ')' -prune -o -print | sort > "/given/$step-$1"
        if [ "$step" = compare ]; then
            comm -3 "/given/snapshot-$1" "/given/compare-$1" | tr -d '\t' |
                { grep -v "^$2" || true; } > /given/left
            cat /given/left
            test ! -s /given/left
        fi
        ;;
    *)
        echo "there is no step $step"
        exit 1
        ;;
esac
