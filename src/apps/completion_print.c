#include "apps/completion.h"

#include "config/setting.h"

#include <string.h>

/* Writes "a|b" as "a b". */
static void put_words(FILE *to, const char *choices)
{
    for (const char *c = choices; *c != '\0'; c++) {
        (void)fputc(*c == '|' ? ' ' : *c, to);
    }
}

static bool is_choice(const char *value_name)
{
    return value_name != NULL && strchr(value_name, '|') != NULL;
}

/* Keys that `mioboe config explain` takes. */
static void put_keys(FILE *to)
{
    for (size_t i = 0; i < setting_count; i++) {
        (void)fprintf(to, "%s%s%s", i == 0 ? "" : " ",
                      setting_table[i].group == SETTING_NETWORK ? "network." : "",
                      setting_table[i].key);
    }
}

static void bash_values(FILE *to, const struct command *c)
{
    for (size_t i = 0; i < c->row_count; i++) {
        const struct option_row *row = &c->rows[i];

        if (!is_choice(row->value_name)) {
            continue;
        }
        (void)fprintf(to, "    '%s --%s'", c->name, row->name);
        if (row->letter != 0) {
            (void)fprintf(to, "|'%s -%c'", c->name, row->letter);
        }
        (void)fputs(") words='", to);
        put_words(to, row->value_name);
        (void)fputs("' ;;\n", to);
    }
}

static void bash_options(FILE *to, const struct command *c)
{
    (void)fprintf(to, "    '%s -'*) words='", c->name);
    for (size_t i = 0; i < c->row_count; i++) {
        (void)fprintf(to, "--%s ", c->rows[i].name);
    }
    (void)fputs("--help' ;;\n", to);
}

void completion_print_bash(FILE *to, const struct command *const *all, size_t count)
{
    (void)fputs("# Made by: mioboe completion bash\n"
                "_mioboe() {\n"
                "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words=''\n"
                "  COMPREPLY=()\n"
                "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                "    words='--help --version",
                to);
    for (size_t i = 0; i < count; i++) {
        (void)fprintf(to, " %s", all[i]->name);
    }
    (void)fputs("'\n  fi\n  case \"${COMP_WORDS[1]} $prev\" in\n", to);
    for (size_t i = 0; i < count; i++) {
        bash_values(to, all[i]);
        if (all[i]->operands != NULL) {
            (void)fprintf(to, "    '%s %s') words='", all[i]->name, all[i]->name);
            put_words(to, all[i]->operands);
            (void)fputs("' ;;\n", to);
        }
    }
    (void)fputs("    'config explain') words='network ", to);
    put_keys(to);
    (void)fputs("' ;;\n  esac\n  case \"${COMP_WORDS[1]} $cur\" in\n", to);
    for (size_t i = 0; i < count; i++) {
        bash_options(to, all[i]);
    }
    (void)fputs("  esac\n"
                "  if [ -n \"$words\" ]; then\n"
                "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
                "  fi\n"
                "}\n"
                "complete -o default -F _mioboe mioboe\n",
                to);
}

/* Inside single quotes, where zsh's _arguments gives [ ] : a meaning. */
static void zsh_text(FILE *to, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (strchr("[]:\\", *c) != NULL) {
            (void)fputc('\\', to);
        }
        (void)fputs(*c == '\'' ? "'\\''" : (char[2]){*c}, to);
    }
}

static void zsh_option(FILE *to, const struct option_row *row)
{
    (void)fputs("      ", to);
    if (row->letter != 0) {
        (void)fprintf(to, "'(-%c --%s)'{-%c,--%s}'[", row->letter, row->name, row->letter,
                      row->name);
    } else {
        (void)fprintf(to, "'--%s[", row->name);
    }
    zsh_text(to, row->help);
    (void)fputc(']', to);
    if (row->kind == OPTION_VALUE && is_choice(row->value_name)) {
        (void)fputs(":value:(", to);
        put_words(to, row->value_name);
        (void)fputc(')', to);
    } else if (row->kind == OPTION_VALUE) {
        (void)fprintf(to, ":%s:_files", row->value_name);
    }
    (void)fputs("' \\\n", to);
}

static void zsh_command(FILE *to, const struct command *c)
{
    (void)fprintf(to, "    %s)\n      _arguments \\\n", c->name);
    for (size_t i = 0; i < c->row_count; i++) {
        zsh_option(to, &c->rows[i]);
    }
    (void)fputs("      '--help[Show this help.]' \\\n", to);
    if (c->operands != NULL) {
        (void)fputs("      '1:what:(", to);
        put_words(to, c->operands);
        (void)fputs(")' \\\n", to);
    }
    if (strcmp(c->name, "config") == 0) {
        (void)fputs("      '2:file or key:{ if [[ $words[2] == explain ]]; then compadd network ",
                    to);
        put_keys(to);
        (void)fputs("; else _files; fi }' ;;\n", to);
    } else {
        (void)fputs("      '*:file:_files' ;;\n", to);
    }
}

void completion_print_zsh(FILE *to, const struct command *const *all, size_t count)
{
    (void)fputs("#compdef mioboe\n# Made by: mioboe completion zsh\n"
                "_mioboe() {\n"
                "  local -a commands\n"
                "  commands=(\n",
                to);
    for (size_t i = 0; i < count; i++) {
        (void)fprintf(to, "    '%s:", all[i]->name);
        zsh_text(to, all[i]->summary);
        (void)fputs("'\n", to);
    }
    (void)fputs("  )\n"
                "  if (( CURRENT == 2 )); then\n"
                "    _describe command commands\n"
                "    return\n"
                "  fi\n"
                "  shift words\n"
                "  (( CURRENT-- ))\n"
                "  case $words[1] in\n",
                to);
    for (size_t i = 0; i < count; i++) {
        zsh_command(to, all[i]);
    }
    (void)fputs("  esac\n"
                "}\n"
                "if [[ ${funcstack[1]-} == _mioboe ]]; then\n"
                "  _mioboe \"$@\"\n"
                "else\n"
                "  compdef _mioboe mioboe\n"
                "fi\n",
                to);
}

static void fish_text(FILE *to, const char *text)
{
    (void)fputc('\'', to);
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '\'' || *c == '\\') {
            (void)fputc('\\', to);
        }
        (void)fputc(*c, to);
    }
    (void)fputs("'\n", to);
}

static void fish_option(FILE *to, const struct command *c, const struct option_row *row)
{
    (void)fprintf(to, "complete -c mioboe -n '__fish_seen_subcommand_from %s' -l %s", c->name,
                  row->name);
    if (row->letter != 0) {
        (void)fprintf(to, " -s %c", row->letter);
    }
    if (row->kind == OPTION_VALUE && is_choice(row->value_name)) {
        (void)fputs(" -x -a '", to);
        put_words(to, row->value_name);
        (void)fputc('\'', to);
    } else if (row->kind == OPTION_VALUE) {
        (void)fputs(" -r -F", to);
    }
    (void)fputs(" -d ", to);
    fish_text(to, row->help);
}

void completion_print_fish(FILE *to, const struct command *const *all, size_t count)
{
    (void)fputs("# Made by: mioboe completion fish\n", to);
    for (size_t i = 0; i < count; i++) {
        const struct command *c = all[i];

        (void)fprintf(to, "complete -c mioboe -n __fish_use_subcommand -f -a %s -d ", c->name);
        fish_text(to, c->summary);
        for (size_t j = 0; j < c->row_count; j++) {
            fish_option(to, c, &c->rows[j]);
        }
        if (c->operands != NULL) {
            (void)fprintf(to,
                          "complete -c mioboe -n '__fish_seen_subcommand_from %s; and not "
                          "__fish_seen_subcommand_from ",
                          c->name);
            put_words(to, c->operands);
            (void)fputs("' -f -a '", to);
            put_words(to, c->operands);
            (void)fputs("'\n", to);
        }
    }
    (void)fputs("complete -c mioboe -n '__fish_seen_subcommand_from explain' -f -a 'network ", to);
    put_keys(to);
    (void)fputs("'\n", to);
}
