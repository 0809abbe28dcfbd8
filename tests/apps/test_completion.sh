#!/bin/bash
# Does the bash completion offer what the tables say? usage: test_completion.sh PROGRAM
set -eu
program=$1
# shellcheck disable=SC1090
source <("$program" completion bash)
failed=0

# offers EXPECTED WORD...: completing the last of WORD... offers EXPECTED (none: nothing)
offers() {
    local expected=$1
    shift
    COMP_WORDS=(mioboe "$@")
    COMP_CWORD=$#
    _mioboe
    if [ "${COMPREPLY[*]-}" != "$expected" ]; then
        echo "mioboe $*: expected [$expected], came [${COMPREPLY[*]-}]"
        failed=1
    fi
}

offers 'config' conf
offers '--version' --v
offers 'check' config c
offers 'check example explain markdown' config ''
offers '--lang --help' config --
offers 'en ja' config --lang ''
offers 'ja' config --lang j
offers 'history_days' config explain hist
offers 'network network.addresses network.trusted network.country' config explain netw
offers '' config check /etc/mio
offers 'bash zsh fish' completion ''
for script in zsh fish; do
    "$program" completion $script >/dev/null
    if command -v $script >/dev/null && ! $script -n <("$program" completion $script); then
        echo "$script does not accept its completion"
        failed=1
    fi
done
exit $failed
