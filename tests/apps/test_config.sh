#!/bin/sh
# What does mioboe config say, where, and with which exit code? usage: test_config.sh PROGRAM
set -eu
program=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0
LC_ALL=C
export LC_ALL

# says CODE TEXT ARGUMENT...: the command ends with CODE and prints a line with TEXT, to standard
# output when CODE is 0, else to standard error and nothing to standard output
says() {
    code=$1
    text=$2
    shift 2
    came=0
    "$program" config "$@" >"$dir/out" 2>"$dir/err" || came=$?
    said=$dir/err
    [ "$code" -ne 0 ] || said=$dir/out
    if [ "$came" -ne "$code" ] || ! grep -qF -e "$text" "$said" ||
        { [ "$code" -ne 0 ] && [ -s "$dir/out" ]; }; then
        echo "mioboe config $*: expected $code and [$text], came $came and:"
        cat "$dir/out" "$dir/err"
        failed=1
    fi
}

"$program" config example >"$dir/example.conf"
"$program" config example --lang ja >"$dir/ja.conf"
printf 'policy = strict\n\nhistory_days = forever\n' >"$dir/wrong.conf"

says 0 'in order; it states ' check "$dir/example.conf"
says 0 'in order; it states ' check "$dir/ja.conf"
printf 'sms_gateway = %s/none.conf\n' "$dir" >"$dir/gateway.conf"
says 78 'sms_gateway: ' check "$dir/gateway.conf"
printf 'notice_from = n@example.jp\nservice_home = "https://www.example.jp/"\n' >"$dir/domain.conf"
says 0 'notice_from: example.jp is where customers have mailboxes' check "$dir/domain.conf"
says 78 'wrong.conf:3: history_days: expected a whole number of days from 1 to 3650, came "forever"' \
    check "$dir/wrong.conf"
says 78 'expected a file, came a directory' check "$dir"
says 66 'there is no such file' check "$dir/none.conf"
says 74 'Too many levels of symbolic links' check "$(ln -s loop "$dir/loop" && echo "$dir/loop")"
says 0 'Default: 400' explain history_days
says 0 '既定値: 400' explain history_days --lang ja
says 0 'network.trusted' explain
says 0 'network.trusted' explain network
says 64 'there is no setting "histroy_days"; did you mean history_days?' explain histroy_days
says 64 'Usage: mioboe config check' frobnicate
says 64 'Usage: mioboe config check'
says 64 'expected --lang en or ja' example --lang fr
says 0 'Usage: mioboe config check' --help

code=0
"$program" config example >/dev/full 2>"$dir/err" || code=$?
if [ "$code" -ne 74 ]; then
    echo "a full disk: expected 74, came $code"
    failed=1
fi
exit $failed
