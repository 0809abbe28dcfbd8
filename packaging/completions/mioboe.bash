# Made by: mioboe completion bash
_mioboe() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words=''
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    words='--help --version check scan serve account history explain profile notice announce fakes brand token password app-password device stage milter forward replay config completion manual'
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
    'notice --lang') words='en ja' ;;
    'notice --channel') words='sms mail voice' ;;
    'notice notice') words='preview lint verify forecast test' ;;
    'announce --lang') words='en ja' ;;
    'announce --title-en') words='TEXT @FILE' ;;
    'announce --title-ja') words='TEXT @FILE' ;;
    'announce --body-en') words='TEXT @FILE' ;;
    'announce --body-ja') words='TEXT @FILE' ;;
    'announce --reason-en') words='TEXT @FILE' ;;
    'announce --reason-ja') words='TEXT @FILE' ;;
    'announce --apology-en') words='TEXT @FILE' ;;
    'announce --apology-ja') words='TEXT @FILE' ;;
    'announce announce') words='list show add update postpone withdraw' ;;
    'fakes --lang') words='en ja' ;;
    'fakes --state') words='new confirmed closed' ;;
    'fakes --kind') words='reported down remark' ;;
    'fakes --format') words='csv text' ;;
    'fakes fakes') words='list show add confirm close reopen note redact remove export import' ;;
    'brand --lang') words='en ja' ;;
    'brand brand') words='which show list lint' ;;
    'token --lang') words='en ja' ;;
    'token token') words='create list revoke' ;;
    'password --lang') words='en ja' ;;
    'password password') words='set show verify mail pin import change undo changes quality breach' ;;
    'app-password --lang') words='en ja' ;;
    'app-password app-password') words='create list show revoke revoke-all' ;;
    'device --lang') words='en ja' ;;
    'device device') words='autoconfig dns link list profile revoke show' ;;
    'stage --lang') words='en ja' ;;
    'stage --nudges') words='TIME none' ;;
    'stage --mode') words='observe nudge refuse' ;;
    'stage --groups') words='GROUP,... all' ;;
    'stage --exempt') words='NETWORK,... none' ;;
    'stage stage') words='list show add change postpone pause resume rollback preview affected' ;;
    'forward forward') words='' ;;
    'replay --policy') words='watch strict' ;;
    'replay --client') words='bound spoofable unseen' ;;
    'config --lang') words='en ja' ;;
    'config config') words='check example explain markdown' ;;
    'completion completion') words='bash zsh fish' ;;
    'manual manual') words='mioboe mioboe.conf evidence' ;;
    'config explain') words='network language time_zone colour check_authserv_id brands_dir policy near_48 expire_400 first_rarity dormant two_countries after_failures quantile_min place_database place_mmdb place_cache database history_days identity_days guess_accounts guess_failures guess_single_failures guess_wide_accounts guess_wide_failures guess_wide_addresses attack_failures_a_day attack_sources attack_single_source found_after listen listen_tls tls_certificate tls_key listen_from secrets listen_socket socket_users socket_door_users policy_checks guess_delay outage answer_ms serve_threads serve_workers check_at_once connections log_level door_user nginx_imap nginx_pop3 nginx_smtp nginx_password_file report_accounts service_name_en service_name_ja service_home service_security_page service_contact credential_name_en credential_name_ja app_password_name_en app_password_name_ja notice_start notice_groups notice_learning_days notice_channels notice_budget_same_days notice_budget_hour notice_budget_two_days notice_stage_days notice_from notice_from_name_en notice_from_name_ja notice_hosts notice_sms_from notice_sms_numbers notice_check_page notice_undo_page undo_hours never_ask home_countries notice_templates notice_key sms_free_text smtp_server smtp_tls smtp_user smtp_password_file sms_gateway voice_gateway public_listen public_listen_tls public_proxies password_source password_socket password_host_wait password_hash_memory password_hash_passes password_hash_threads password_queue password_remember app_password_binding app_password_readable app_password_key password_length password_bits password_old doveadm_url doveadm_key_file doveadm_password_file password_breach_list mail_imap_host mail_imap_port mail_imap_tls mail_pop_host mail_pop_port mail_pop_tls mail_smtp_host mail_smtp_port mail_smtp_tls mail_domains mail_user_name setup_page setup_own_line mail_ca_file profile_certificate profile_key filter_listen filter_socket filter_fake filter_subject filter_wait filter_processes filter_memory filter_key filter_metrics forward_address forward_who forward_hour forward_resellers forward_state network.addresses network.trusted network.country' ;;
  esac
  case "${COMP_WORDS[1]} $cur" in
    'check -'*) words='--config --lang --json --sms --from --ask --fit --verify --resolver --client --helo --mail-from --db --socket --account --help' ;;
    'scan -'*) words='--json --html --db --config --lang --follow --accounts --all --policy --year --timezone --help' ;;
    'serve -'*) words='--config --db --listen --socket --public-listen --help' ;;
    'account -'*) words='--config --db --socket --lang --timezone --json --format --help' ;;
    'history -'*) words='--config --db --socket --lang --timezone --json --limit --before --detail --help' ;;
    'explain -'*) words='--config --db --socket --lang --timezone --json --help' ;;
    'profile -'*) words='--config --db --socket --lang --timezone --json --help' ;;
    'notice -'*) words='--config --db --socket --lang --timezone --json --kind --channel --html --message --days --help' ;;
    'announce -'*) words='--config --db --socket --lang --timezone --json --title-en --title-ja --body-en --body-ja --reason-en --reason-ja --apology-en --apology-ja --starts --version --help' ;;
    'fakes -'*) words='--config --db --socket --lang --timezone --json --state --confirm --sms --from --kind --to --domain --at --format --help' ;;
    'brand -'*) words='--config --lang --json --help' ;;
    'token -'*) words='--config --db --socket --lang --timezone --json --scopes --days --help' ;;
    'password -'*) words='--config --db --socket --lang --timezone --json --revoke --keep-sessions --since --help' ;;
    'app-password -'*) words='--config --db --socket --lang --timezone --json --name --device --scopes --days --network --country --only --help' ;;
    'device -'*) words='--config --db --socket --lang --timezone --json --device --name --kind --anywhere --no-password --output --help' ;;
    'stage -'*) words='--config --db --socket --lang --timezone --json --name-en --name-ja --starts --nudges --mode --origins --percent --groups --services --exempt --announcement --days --help' ;;
    'milter -'*) words='--config --listen --socket --key --recipient --help' ;;
    'forward -'*) words='--config --socket --sender --login --queue-id --help' ;;
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
