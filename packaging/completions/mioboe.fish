# Made by: mioboe completion fish
complete -c mioboe -n __fish_use_subcommand -f -a config -d 'Check, show and explain the settings.'
complete -c mioboe -n '__fish_seen_subcommand_from config' -l lang -x -a 'en ja' -d 'Language of example and explain; else the environment\'s.'
complete -c mioboe -n '__fish_seen_subcommand_from config; and not __fish_seen_subcommand_from check example explain markdown' -f -a 'check example explain markdown'
complete -c mioboe -n __fish_use_subcommand -f -a completion -d 'Print the completion script of a shell.'
complete -c mioboe -n '__fish_seen_subcommand_from completion; and not __fish_seen_subcommand_from bash zsh fish' -f -a 'bash zsh fish'
complete -c mioboe -n __fish_use_subcommand -f -a manual -d 'Print a manual page (mdoc).'
complete -c mioboe -n '__fish_seen_subcommand_from manual; and not __fish_seen_subcommand_from mioboe mioboe.conf' -f -a 'mioboe mioboe.conf'
complete -c mioboe -n '__fish_seen_subcommand_from explain' -f -a 'network language time_zone colour policy near_48 expire_400 first_rarity dormant two_countries after_failures quantile_min place_database place_mmdb place_cache home_country database history_days identity_days guess_accounts guess_failures guess_single_failures guess_wide_accounts guess_wide_failures guess_wide_addresses attack_failures_a_day attack_sources attack_single_source found_after report_accounts report_sources report_mebibytes network.addresses network.trusted network.country'
