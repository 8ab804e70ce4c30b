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

case $step in
    no_python)
        if command -v python3 || command -v python; then exit 1; fi
        ;;
    older_deb)
        # The same package with a lower number, as an upgrade finds it.
        mkdir /given/old
        dpkg-deb -R /given/lossgui.deb /given/old
        sed -i 's/^Version: .*/Version: 0.0.1/' /given/old/DEBIAN/control
        dpkg-deb -Znone -b /given/old /given/old.deb
        apt-get -qq update
        apt-get -qq install -y --no-install-recommends /given/old.deb shared-mime-info \
            desktop-file-utils libglib2.0-bin
        dpkg --purge lossgui
        ;;
    install_deb)
        apt-get -qq install -y --no-install-recommends /given/old.deb
        apt-get -qq install -y --no-install-recommends /given/lossgui.deb
        test "$(dpkg-query --show --showformat='${Version}' lossgui)" != 0.0.1
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
    install_run | upgrade_run)
        settings=$1/.config/lossgui/lossgui.ini
        before=$(cat "$settings" 2>/dev/null || true)
        student "$1" sh /given/lossgui.run --nox11 -- --quiet
        test "$before" = "$(cat "$settings" 2>/dev/null || true)"
        grep -F 'Exec="' "$1/.local/share/applications/org.lossgui.lossgui.desktop"
        desktop-file-validate "$1/.local/share/applications/org.lossgui.lossgui.desktop"
        grep -q "application/x-lossgui:\*.lossgui" "$1/.local/share/mime/globs"
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
        test "$(student / "$1" --version)" = "lossgui $2"
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
    try_out)
        out=/given/out-$3
        mkdir -p "$out"
        chown student "$out"
        # shellcheck disable=SC2046  # several words
        student "$2" $(display_of "$3") timeout 300 "$1" --smoke "$out" $sample
        cat "$out/result.json"
        grep -q "\"platform\": \"$3\"" "$out/result.json"
        grep -q '"packed": true' "$out/result.json"
        grep -q '"qt_messages": \[\]' "$out/result.json"
        test "$(stat -c %s "$out/window.png")" -gt 20000
        sed -n '/"counts"/,/}/p' "$out/result.json" > /given/counts.json
        ;;
    damaged)
        head -c 100 $sample > /given/cut.lossgui
        mkdir -p /given/out-cut
        chown student /given/out-cut
        refused "did not hold: the file is opened" student "$2" QT_QPA_PLATFORM=offscreen \
            timeout 300 "$1" --smoke /given/out-cut /given/cut.lossgui
        ;;
    damaged_settings)
        settings=$2/.config/lossgui/lossgui.ini
        cp -p "$settings" /given/kept.ini
        head -c 3000 /dev/urandom > "$settings"
        mkdir -p /given/out-settings
        chown student /given/out-settings
        student "$2" QT_QPA_PLATFORM=offscreen timeout 300 "$1" --smoke /given/out-settings
        cp -p /given/kept.ini "$settings"
        ;;
    read_only)
        mount --bind "$2" "$2"
        mount -o remount,ro,bind "$2"
        mkdir -p /given/out-read-only
        chown student /given/out-read-only
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
        # What was started ends with this step, so it waits until somebody has seen the window.
        for _ in $(seq 120); do
            [ ! -e /given/seen ] || exit 0
            sleep 0.5
        done
        exit 1
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
