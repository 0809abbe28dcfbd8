# Shared by the scripts beside it; to be read with ".", never run. Leaves the caller in the root of
# the source tree.
# shellcheck shell=sh

cd "$(dirname "$0")/.." || exit 1
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

# Makes FOLDER a build folder with these options, or gives an older one these options, and builds.
#
#   build_in FOLDER [meson options]     CC=clang build_in ...
build_in() {
    folder=$1
    shift
    if [ -f "$folder/build.ninja" ]; then
        meson configure "$folder" "$@" >/dev/null
    else
        meson setup "$folder" "$@" >"$folder.log" 2>&1 || {
            cat "$folder.log" >&2
            return 1
        }
        rm -f "$folder.log"
    fi
    ninja -C "$folder" -j "$jobs" -k 0 --quiet
}

# The C compiler cannot place its shadow memory under every address space layout; without a random
# one it always can. Prints the prefix for a command that runs sanitized programs.
steady_addresses() {
    if setarch -R true 2>/dev/null; then
        echo "setarch -R"
    fi
}
