# Stages of a long run and the honest count at its end; to be read with "." after lib.sh.
# shellcheck shell=sh disable=SC2154
#
# Each test has one name and counts once, however many builds it ran in: it passed if it passed in
# every one of them. A stage that is no collection of tests counts as one; a build counts only when
# it fails.

stages=build/stages

stages_begin() {
    mkdir -p "$stages"
    rm -f "$stages"/*
    : >"$stages/results"
    failed_stages=
}

# Runs a command as one stage: its output goes to a file, its time and outcome to the screen.
#
#   stage NAME COMMAND [ARGUMENT...]
stage() {
    stage_name=$1
    stage_began=$(date +%s)
    shift
    printf '== %-11s ' "$stage_name"
    # A subshell under "if" would run without set -e, so the command is told to have its own.
    set +e
    (
        set -e
        "$@"
    ) >"$stages/$stage_name.log" 2>&1 </dev/null
    stage_code=$?
    set -e
    stage_took=$(($(date +%s) - stage_began))
    if [ "$stage_code" -eq 0 ]; then
        printf 'ok %4d s  %s\n' "$stage_took" "$(sed -n 's/^stage: //p' "$stages/$stage_name.log" | tail -n 1)"
    else
        printf 'FAILED %4d s\n' "$stage_took"
        tail -n 60 "$stages/$stage_name.log" | sed 's/^/    /'
        failed_stages="$failed_stages $stage_name"
    fi
    # A collection of tests has written its own results; it counts as one only if it gave none.
    if ! grep -q "^[a-z]* $stage_name:" "$stages/results"; then
        case $stage_code:$stage_name in
        0:build*) ;;
        0:*) echo "pass $stage_name:stage" >>"$stages/results" ;;
        *) echo "fail $stage_name:stage" >>"$stages/results" ;;
        esac
    fi
}

# The same, if the stage it needs did not fail; otherwise it fails with it.
#
#   stage_after NEEDED NAME COMMAND [ARGUMENT...]
stage_after() {
    needed=$1
    shift
    case " $failed_stages " in
    *" $needed "*)
        printf '== %-11s FAILED    0 s  (needs %s)\n' "$1" "$needed"
        echo "fail $1:stage" >>"$stages/results"
        failed_stages="$failed_stages $1"
        ;;
    *) stage "$@" ;;
    esac
}

stages_end() {
    [ -z "$failed_stages" ] || printf '\nFailed stages:%s (output: %s/)\n' "$failed_stages" "$stages"
    echo
    python3 tools/test_results.py total "$stages/results"
}

# All tests of a build folder, or the chosen suites; results counted test by test.
run_tests() {
    folder=$1
    shift
    export ASAN_OPTIONS="detect_stack_use_after_return=1:strict_string_checks=1:${ASAN_OPTIONS:-}"
    export UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1:${UBSAN_OPTIONS:-}"
    export TSAN_OPTIONS="halt_on_error=1:second_deadlock_stack=1:${TSAN_OPTIONS:-}"
    rm -f "$folder"/meson-logs/testlog*.json
    code=0
    set -- --timeout-multiplier "${SLOWNESS:-5}" "$@"
    [ -z "${VALGRIND:-}" ] || set -- --wrapper "$VALGRIND" "$@"
    # shellcheck disable=SC2046 # nothing or two words
    $(steady_addresses) meson test -C "$folder" --no-rebuild --num-processes "$jobs" --print-errorlogs "$@" || code=$?
    python3 tools/test_results.py read "$stage_name" "$folder/meson-logs" "$stages/results" || code=1
    return "$code"
}

# Every fuzz harness of a build folder; each counts as one test.
run_fuzzers() {
    code=0
    tools/run_fuzzers "$@" || code=$?
    sed "s/ / $stage_name:/" "$1/findings/results" >>"$stages/results"
    return "$code"
}

sanitized_build() {
    folder=$1
    kind=$2
    fuzz=true
    [ "$kind" != thread ] || fuzz=false
    CC=clang CC_LD=lld build_in "$folder" -Dtests=true -Dwerror=true -Db_lundef=false -Db_sanitize="$kind" -Dfuzz=$fuzz
}
