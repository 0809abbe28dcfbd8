# Made by: mioboe completion bash
_mioboe() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words=''
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    words='--help --version check scan serve account history explain profile token brand replay config completion manual'
  fi
  case "${COMP_WORDS[1]} $prev" in
    'check --lang') words='en ja' ;;
    'scan --lang') words='en ja' ;;
    'scan --policy') words='watch strict' ;;
    'serve serve') words='' ;;
    'account --lang') words='en ja' ;;
    'account --format') words='jsonl csv' ;;
    'account account') words='import show set export remove' ;;
    'history --lang') words='en ja' ;;
    'history history') words='' ;;
    'explain --lang') words='en ja' ;;
    'explain explain') words='' ;;
    'profile --lang') words='en ja' ;;
    'profile profile') words='' ;;
    'token --lang') words='en ja' ;;
    'token token') words='create list revoke' ;;
    'brand --lang') words='en ja' ;;
    'brand brand') words='which show list lint' ;;
    'replay --policy') words='watch strict' ;;
    'replay --client') words='bound spoofable unseen' ;;
    'config --lang') words='en ja' ;;
    'config config') words='check example explain markdown' ;;
    'completion completion') words='bash zsh fish' ;;
    'manual manual') words='mioboe mioboe.conf evidence' ;;
    'config explain') words='network language time_zone colour check_authserv_id brands_dir policy near_48 expire_400 first_rarity dormant two_countries after_failures quantile_min place_database place_mmdb place_cache database history_days identity_days guess_accounts guess_failures guess_single_failures guess_wide_accounts guess_wide_failures guess_wide_addresses attack_failures_a_day attack_sources attack_single_source found_after listen listen_tls tls_certificate tls_key listen_from secrets listen_socket socket_users policy_checks guess_delay outage answer_ms serve_threads serve_workers connections log_level report_accounts network.addresses network.trusted network.country' ;;
  esac
  case "${COMP_WORDS[1]} $cur" in
    'check -'*) words='--config --lang --json --sms --from --ask --fit --help' ;;
    'scan -'*) words='--json --html --db --config --lang --follow --accounts --all --policy --year --timezone --help' ;;
    'serve -'*) words='--config --db --listen --socket --help' ;;
    'account -'*) words='--config --db --socket --lang --timezone --json --format --help' ;;
    'history -'*) words='--config --db --socket --lang --timezone --json --limit --before --detail --help' ;;
    'explain -'*) words='--config --db --socket --lang --timezone --json --help' ;;
    'profile -'*) words='--config --db --socket --lang --timezone --json --help' ;;
    'token -'*) words='--config --db --socket --lang --timezone --json --scopes --days --help' ;;
    'brand -'*) words='--config --lang --json --help' ;;
    'replay -'*) words='--json --seed --policy --client --with --without --help' ;;
    'config -'*) words='--lang --help' ;;
    'completion -'*) words='--help' ;;
    'manual -'*) words='--help' ;;
  esac
  if [ -n "$words" ]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
  fi
}
complete -o default -F _mioboe mioboe
