#!/bin/sh
# Try the cross-check of the packed program: sh cross_check.sh STEP PROGRAM, with LOSSGUI_PYTHON
# naming a Python that has TensorFlow.
set -eu
step=$1
program=$2
real=$LOSSGUI_PYTHON
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf '0,1\n1,0\n' > "$folder/y_true.csv"
printf '0.5,1\n0.25,0\n' > "$folder/y_pred.csv"

# Mean of 0.25, 0, 0.5625, 0 = 0.203125, exact in binary.
ask() { # the Python to be asked, "" for whichever the program takes; about which loss; options
    asked=${1:-} loss=${2:-mse}
    shift $(($# < 2 ? $# : 2))
    env -i HOME="$folder" PATH=/usr/bin:/bin LANG=C.UTF-8 ${asked:+LOSSGUI_PYTHON="$asked"} \
        "$program" check "$loss" "$folder/y_true.csv" "$folder/y_pred.csv" "$@" \
        > "$folder/said" 2>&1 || true
    cat "$folder/said"
    if grep -q Traceback "$folder/said"; then exit 1; fi
}
wrapper() { # what it does
    printf '#!/bin/sh\n%s\n' "$1" > "$folder/python"
    chmod +x "$folder/python"
    ask "$folder/python"
}

case $step in
    agrees)
        ask "$real"
        grep -q "0.203125 *0.203125 .* agrees" "$folder/said"
        ;;
    precise)
        # Numbers that are not exact in binary, in float64: the last but one column is how far apart.
        printf '0.3,0.9\n0.25,0.1\n' > "$folder/y_pred.csv"
        for loss in mse log_cosh binary_crossentropy; do
            ask "$real" $loss --dtype float64
            grep agrees "$folder/said" | awk '{ exit !($(NF - 1) + 0 <= 1e-12) }'
            grep -q agrees "$folder/said"
        done
        ;;
    clean)
        wrapper "env > '$folder/environment'; exec '$real' \"\$@\""
        grep -q agrees "$folder/said"
        grep -E '^(LD_|QT_|QML|PYTHON|_PYI|_MEI)' "$folder/environment" && exit 1
        exit 0
        ;;
    remembered) # what the window keeps when a Python is chosen, and one that is gone
        mkdir -p "$folder/.config/lossgui"
        echo "$real" > "$folder/.config/lossgui/python.txt"
        ask ""
        grep -q "0.203125 *0.203125 .* agrees" "$folder/said"
        echo "$folder/gone/python" > "$folder/.config/lossgui/python.txt"
        ask ""
        grep -q "The Python chosen for the cross-check, $folder/gone/python, is no longer there" \
            "$folder/said"
        ;;
    wrong)
        ask /bin/true
        grep -q "TensorFlow's process" "$folder/said"
        ;;
    without)
        wrapper "exec '$real' -S \"\$@\""
        grep -q "TensorFlow is not installed (.*). This command changes that: .* -m pip install" \
            "$folder/said"
        ;;
    hangs)
        wrapper "echo \$\$ > '$folder/pid'; exec sleep 1000"
        grep -q "TensorFlow did not start within .* s and was stopped" "$folder/said"
        if kill -0 "$(cat "$folder/pid")" 2>/dev/null; then exit 1; fi
        ;;
esac
