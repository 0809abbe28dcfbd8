# The daemon that scripts/start starts and scripts/stop ends; to be read with "." after lib.sh.
# shellcheck shell=sh disable=SC2034
#
# Everything it keeps is in build/run. MIOBOE_LISTEN=ADDRESS:PORT chooses where it listens,
# MIOBOE_PUBLIC=ADDRESS:PORT where the public pages are.

run=$PWD/build/run
program=$PWD/build/mioboe
listen=${MIOBOE_LISTEN:-127.0.0.1:8084}
public=${MIOBOE_PUBLIC:-127.0.0.1:8085}

# When a process began, in ticks since the machine started; nothing when there is none, or when it
# ended and only waits to be fetched.
process_began() {
    sed -n 's/^.*) //p' "/proc/$1/stat" 2>/dev/null | awk '$1 != "Z" { print $20 }'
}

# True when the daemon of the pid file runs; its number is in $pid then. A number alone may be
# another process by now: when it began and what it runs must be as they were.
daemon_runs() {
    pid='' began='' said='' said_public=''
    [ -f "$run/pid" ] || return 1
    read -r pid began said said_public <"$run/pid" || return 1
    case $pid in
    '' | *[!0-9]*) return 1 ;;
    esac
    [ -n "$began" ] && [ "$(process_began "$pid")" = "$began" ] || return 1
    case $(readlink "/proc/$pid/exe") in
    "$(readlink -f "$program")" | "$(readlink -f "$program") (deleted)") return 0 ;;
    esac
    return 1
}

# The secret that Dovecot mixes into its hashes of passwords: made once, then always the same.
daemon_nonce() {
    if [ ! -s "$run/nonce" ]; then
        (umask 077 && od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$run/nonce")
    fi
    cat "$run/nonce"
}

# What the daemon of this start has said so far.
daemon_said() {
    tail -c "+$((log_before + 1))" "$run/log"
}

# Starts it unless it runs, and returns when it answers.
daemon_start() {
    mkdir -p "$run"
    chmod 700 "$run"
    if daemon_runs; then
        listen=$said
        public=${said_public:-$public}
        return 0
    fi
    : >>"$run/log"
    log_before=$(wc -c <"$run/log")
    # The socket by a short name: a long one has no room in an address.
    CACHE_DIRECTORY=$run setsid "$program" serve --listen "$listen" --public-listen "$public" --db "$run/mioboe.db" \
        --socket build/run/mioboe.sock </dev/null >>"$run/log" 2>&1 &
    pid=$!
    echo "$pid $(process_began "$pid") $listen $public" >"$run/pid"
    waited=0
    until daemon_said | grep -q '"service.ready"'; do
        if [ -z "$(process_began "$pid")" ] || [ "$waited" -ge 300 ]; then
            echo "It did not start; the end of $run/log / 起動しませんでした。ログの末尾:" >&2
            daemon_said | tail -n 5 >&2
            daemon_stop
            return 1
        fi
        sleep 0.1
        waited=$((waited + 1))
    done
}

# Ends it, and only it: first asked, so that it finishes what is under way; after 20 s made to.
daemon_stop() {
    if daemon_runs; then
        kill -TERM "$pid" 2>/dev/null || true
        waited=0
        while daemon_runs; do
            if [ "$waited" -eq 200 ]; then
                kill -KILL "$pid" 2>/dev/null || true
            fi
            sleep 0.1
            waited=$((waited + 1))
        done
        ended=$pid
    else
        ended=
    fi
    rm -f "$run/pid"
}
