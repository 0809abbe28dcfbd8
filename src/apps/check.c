/* mioboe check - is this message genuine? */
#include "apps/brand_files.h"
#include "apps/check_dns.h"
#include "apps/check_fit.h"
#include "apps/check_input.h"
#include "apps/check_print.h"
#include "apps/check_record.h"
#include "apps/command.h"
#include "apps/report_text.h"
#include "apps/serve_build.h"
#include "apps/terminal.h"
#include "base/quote.h"
#include "message/checker.h"
#include "words/evidence.h"
#include "words/words.h"

#include <errno.h>
#include <stdlib.h>
#include <sysexits.h>

enum {
    CHECK_CONFIG,
    CHECK_LANG,
    CHECK_JSON,
    CHECK_SMS,
    CHECK_FROM,
    CHECK_ASK,
    CHECK_FIT,
    CHECK_VERIFY,
    CHECK_RESOLVER,
    CHECK_CLIENT,
    CHECK_HELO,
    CHECK_MAIL_FROM,
    CHECK_DB,
    CHECK_SOCKET,
    CHECK_ACCOUNT,
    CHECK_OPTIONS
};

static const struct option_row rows[CHECK_OPTIONS] = {
    [CHECK_CONFIG] = {"config", 'c', OPTION_VALUE, "FILE", "Read settings from FILE."},
    [CHECK_LANG] = {"lang", 0, OPTION_VALUE, "en|ja", "Language of the output."},
    [CHECK_JSON] = {"json", 0, OPTION_FLAG, NULL, "Print one line of JSON for each message."},
    [CHECK_SMS] = {"sms", 0, OPTION_FLAG, NULL, "The text is that of an SMS."},
    [CHECK_FROM] = {"from", 0, OPTION_VALUE, "SENDER",
                    "Whom the telephone shows as the sender of the SMS."},
    [CHECK_ASK] = {"ask", 0, OPTION_FLAG, NULL,
                   "Ask what only the reader of the message can know, and count the answers."},
    [CHECK_FIT] = {"fit", 0, OPTION_VALUE, "FOLDER",
                   "Fit the weights to the messages in FOLDER and print them."},
    [CHECK_VERIFY] = {"verify", 0, OPTION_FLAG, NULL,
                      "Verify SPF, DKIM and DMARC of a mail here: asks DNS about its sender's "
                      "domains, and about nothing else."},
    [CHECK_RESOLVER] = {"resolver", 0, OPTION_VALUE, "ADDRESS[@PORT]",
                        "Ask this resolver; else those of /etc/resolv.conf."},
    [CHECK_CLIENT] = {"client", 0, OPTION_VALUE, "ADDRESS",
                      "The address that handed the mail over, for SPF."},
    [CHECK_HELO] = {"helo", 0, OPTION_VALUE, "NAME", "The name it gave."},
    [CHECK_MAIL_FROM] = {"mail-from", 0, OPTION_VALUE, "ADDRESS", "The envelope sender."},
    [CHECK_DB] = {"db", 0, OPTION_VALUE, "FILE",
                  "Look notices of ours up in the database FILE, without a daemon."},
    [CHECK_SOCKET] = {"socket", 0, OPTION_VALUE, "PATH",
                      "Look them up at the daemon that listens there."},
    [CHECK_ACCOUNT] = {"account", 0, OPTION_VALUE, "NAME",
                       "Compare what the message tells of with this account's history."},
};

struct check {
    struct options options;
    struct settings *settings;
    enum lang lang;
    struct wrap *wrap;
    struct brand_files brands;
    struct page page;
    struct check_dns *dns; /* NULL: nothing is looked up */
    struct check_record record;
    struct clock *zone;
    struct checker *checker;
    struct observation *observation;
    struct verdict *verdict;
    bool many;
    bool any[VERDICT_COUNT];
};

static void help(void)
{
    (void)puts(
        "Usage: mioboe check [OPTION...] FILE...|-\n\n"
        "Tells whether a message is genuine, fake, or cannot be told, what speaks for it, and\n"
        "what to do now. FILE is a mail, an mbox, or pasted text; - is standard input. The\n"
        "message is read in a process without files and network; none of its links is opened.\n");
    options_print(stdout, rows, COUNT(rows));
    (void)puts(
        "\nExamples:\n"
        "  mioboe check message.eml\n"
        "  mioboe check --json *.eml\n"
        "  mioboe check --sms --from NTTDOCOMO - < sms.txt\n"
        "  mioboe check --ask --lang ja message.eml\n"
        "  mioboe check --account taro@example.jp notice.eml\n"
        "  mioboe check --verify --client 192.0.2.1 --mail-from a@example.jp message.eml\n\n"
        "Exit codes: 0 genuine; 1 fake; 2 cannot tell; of several messages fake goes before\n"
        "cannot tell, that before genuine. 64 usage; 65 a folder to fit to lacks messages;\n"
        "66 no such file; 70 or 71 no sandbox; 74 not readable; 78 configuration.");
}

/* --- asking ----------------------------------------------------------------------------------- */

static enum answer read_answer(FILE *from)
{
    char line[64];

    if (fgets(line, sizeof line, from) == NULL) {
        return ANSWER_UNKNOWN;
    }
    if (line[0] == 'y' || line[0] == 'Y') {
        return ANSWER_YES;
    }
    return line[0] == 'n' || line[0] == 'N' ? ANSWER_NO : ANSWER_UNKNOWN;
}

static void ask(struct check *c)
{
    FILE *terminal = fopen("/dev/tty", "re");
    FILE *from = terminal != NULL ? terminal : stdin;
    struct answers answers = {0};

    for (unsigned q = 0; q < QUESTION_COUNT; q++) {
        char bytes[WORDS_MAX];
        struct buf text = BUF_ON(bytes);
        const char *name = c->verdict->brand_name[c->lang];

        if ((c->verdict->questions & 1u << q) == 0) {
            continue;
        }
        words_question(&text, c->lang, (enum question)q,
                       (struct span){.at = name, .len = strlen(name)});
        (void)fprintf(stderr, "%.*s\n  %s", (int)text.len, text.at,
                      words_check_label(c->lang, CHECK_YES_NO));
        answers.to[q] = (uint8_t)read_answer(from);
    }
    if (terminal != NULL) {
        (void)fclose(terminal);
    }
    judge_answers(c->observation, &answers);
    checker_judge(c->checker, c->observation, c->verdict);
}

/* --- one message ------------------------------------------------------------------------------ */

/* Without a record that can be asked the message is judged by itself, and that is said. */
static void consult(struct check *c, struct span name, const struct record_question *question)
{
    struct check_records records = check_record_source(&c->record);
    struct err e = {0};

    if (!records_consult(&records, question, c->observation, &e)) {
        (void)fprintf(stderr, "mioboe check: %.*s: judged without the record of notices: %s\n",
                      (int)name.len, name.at, e.text);
    }
}

static void check_one(void *ctx, struct span name, struct span bytes)
{
    struct check *c = ctx;
    const char *sender = c->options.value[CHECK_FROM];
    struct record_question question;
    struct message_source src = {.kind = message_guess(bytes), .bytes = bytes};

    if (c->options.set[CHECK_SMS]) {
        src.kind = MESSAGE_SMS;
        src.sms_from = (struct span){.at = sender, .len = sender == NULL ? 0 : strlen(sender)};
    }
    if (c->dns != NULL) {
        check_dns_begin(c->dns);
    }
    checker_observe(c->checker, &src, c->observation, &question);
    consult(c, name, &question);
    checker_judge(c->checker, c->observation, c->verdict);
    if (c->options.set[CHECK_ASK] && c->verdict->questions != 0) {
        ask(c);
    }
    c->any[c->verdict->code] = true;
    if (c->options.set[CHECK_JSON]) {
        check_print_json(stdout, name, c->verdict);
    } else {
        check_print_text(&c->page, c->lang, c->many ? name : SPAN(""), c->verdict);
    }
}

static int verdict_exit(const struct check *c)
{
    if (c->any[VERDICT_FAKE]) {
        return 1;
    }
    return c->any[VERDICT_CANNOT_TELL] ? 2 : 0;
}

/* --- verifying -------------------------------------------------------------------------------- */

static struct span option_text(const struct check *c, unsigned option)
{
    const char *text = c->options.value[option];

    return (struct span){.at = text, .len = text == NULL ? 0 : strlen(text)};
}

/* What would be ignored without a word is refused. */
static bool verify_options_fit(const struct options *o)
{
    static const unsigned needing[] = {CHECK_RESOLVER, CHECK_CLIENT, CHECK_HELO, CHECK_MAIL_FROM};

    for (size_t i = 0; i < COUNT(needing) && !o->set[CHECK_VERIFY]; i++) {
        if (o->set[needing[i]]) {
            (void)fprintf(stderr, "mioboe check: --%s: expected --verify beside it\n",
                          rows[needing[i]].name);
            return false;
        }
    }
    return true;
}

static bool begin_dns(struct check *c, struct err *e)
{
    const char *resolver = c->options.value[CHECK_RESOLVER];

    return !c->options.set[CHECK_VERIFY] ||
           check_dns_new(resolver == NULL ? "" : resolver, &c->dns, e) ||
           err_context(e, "--resolver");
}

static bool tell_envelope(struct check *c, struct err *e)
{
    struct checker_envelope envelope = {
        .has_client = c->options.set[CHECK_CLIENT],
        .helo = option_text(c, CHECK_HELO),
        .mail_from = option_text(c, CHECK_MAIL_FROM),
    };

    if (envelope.has_client && !address_parse(option_text(c, CHECK_CLIENT), &envelope.client)) {
        return err_set(e, ERR_INPUT, "--client: expected an address such as 192.0.2.1, came %s",
                       quote(option_text(c, CHECK_CLIENT)).text);
    }
    checker_arrived(c->checker, &envelope);
    return true;
}

/* --- life ------------------------------------------------------------------------------------- */

static bool begin_record(struct check *c, struct err *e)
{
    const char *zone = c->settings->time_zone;

    c->record.setup = (struct api_client_setup){
        .settings = c->settings,
        .db = c->options.value[CHECK_DB],
        .socket = c->options.value[CHECK_SOCKET],
    };
    c->record.account = c->options.value[CHECK_ACCOUNT];
    if (!clock_open(zone[0] == '\0' ? NULL : zone, &c->zone, e)) {
        return false;
    }
    c->record.zone = c->zone;
    return true;
}

static bool begin(struct check *c, struct err *e)
{
    const struct build_wishes wishes = {.config = c->options.value[CHECK_CONFIG]};
    struct checker_settings s = {0};
    unsigned width = terminal_width();

    c->observation = calloc(1, sizeof *c->observation);
    c->verdict = calloc(1, sizeof *c->verdict);
    if (c->observation == NULL || c->verdict == NULL) {
        return err_set(e, ERR_SYSTEM, "no memory");
    }
    if (!build_settings(&wishes, &c->settings, e) ||
        !terminal_lang(c->options.value[CHECK_LANG], c->settings, &c->lang, e) ||
        !wrap_open(c->lang, &c->wrap, e) || !begin_record(c, e) ||
        !brand_files_add_dir(&c->brands, c->settings->brands_dir, e)) {
        return false;
    }
    width = width == 0 ? 80 : width;
    width = width < REPORT_WIDTH_MIN ? REPORT_WIDTH_MIN : width;
    c->page = (struct page){.to = stdout,
                            .width = width > REPORT_WIDTH_MAX ? REPORT_WIDTH_MAX : width,
                            .colour = terminal_colour(c->settings),
                            .wrap = c->wrap};
    s.brands = c->brands.at;
    s.brand_count = c->brands.count;
    s.authserv_id = (struct span){.at = c->settings->check_authserv_id,
                                  .len = strlen(c->settings->check_authserv_id)};
    if (!begin_dns(c, e)) {
        return false;
    }
    s.dns = c->dns == NULL ? NULL : check_dns_source(c->dns);
    return checker_open(&s, &c->checker, e) && tell_envelope(c, e);
}

static void end(struct check *c)
{
    check_record_free(&c->record);
    clock_free(&c->zone);
    checker_close(&c->checker);
    check_dns_free(&c->dns);
    brand_files_free(&c->brands);
    wrap_free(&c->wrap);
    settings_free(&c->settings);
    free(c->observation);
    free(c->verdict);
}

static int check_files(struct check *c, int count, char *files[])
{
    struct err e = {0};
    int code = EX_OK;

    c->many = count > 1;
    for (int i = 0; i < count; i++) {
        if (!check_input(files[i], c->options.set[CHECK_SMS], check_one, c, &c->many, &e)) {
            code = command_fail("check", &e);
        }
    }
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        (void)fprintf(stderr, "mioboe check: cannot write the output: %s\n", strerror(errno));
        return EX_IOERR;
    }
    return code != EX_OK ? code : verdict_exit(c);
}

static int check_main(int argc, char *argv[])
{
    struct check c = {0};
    struct err e = {0};
    int code;

    if (!options_read(rows, COUNT(rows), argc, argv, &c.options)) {
        return EX_USAGE;
    }
    if (c.options.help) {
        help();
        return EX_OK;
    }
    if (c.options.rest == argc && !c.options.set[CHECK_FIT]) {
        (void)fputs("mioboe check: name a message to check, or - for standard input; see mioboe "
                    "check --help\n",
                    stderr);
        return EX_USAGE;
    }
    if (!verify_options_fit(&c.options)) {
        return EX_USAGE;
    }
    if (!begin(&c, &e)) {
        code = command_fail("check", &e);
    } else if (c.options.set[CHECK_FIT]) {
        code = check_fit(c.checker, c.options.value[CHECK_FIT], c.options.set[CHECK_JSON], &e)
                   ? EX_OK
                   : command_fail("check", &e);
    } else {
        code = check_files(&c, argc - c.options.rest, argv + c.options.rest);
    }
    end(&c);
    return code;
}

const struct command command_check = {
    .name = "check",
    .summary = "Tell whether a message is genuine or fake.",
    .rows = rows,
    .row_count = COUNT(rows),
    .run = check_main,
};
