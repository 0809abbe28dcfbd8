/* mioboe notice - the texts of notices, and notices themselves: apps/notice_ask.h. */
#include "apps/command.h"

#include "apps/notice_ask.h"
#include "apps/notice_setup.h"
#include "apps/serve_build.h"
#include "apps/terminal.h"
#include "base/quote.h"
#include "notice/lint.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

enum {
    OPTION_KIND = INQUIRY_OPTIONS,
    OPTION_CHANNEL,
    OPTION_HTML,
    OPTION_MESSAGE,
    OPTION_DAYS,
    OPTION_COUNT
};

static const struct option_row rows[OPTION_COUNT] = {
    INQUIRY_ROWS,
    [OPTION_KIND] = {"kind", 'k', OPTION_VALUE, "KIND",
                     "Show only signin, refused, restriction, code, credential, test, digest "
                     "or warning."},
    [OPTION_CHANNEL] = {"channel", 0, OPTION_VALUE, "sms|mail|voice", "Show only that channel."},
    [OPTION_HTML] = {"html", 0, OPTION_FLAG, NULL, "Show the mail's HTML in place of its text."},
    [OPTION_MESSAGE] = {"message", 0, OPTION_FLAG, NULL, "Show the whole mail as it is sent."},
    [OPTION_DAYS] = {"days", 0, OPTION_VALUE, "DAYS",
                     "Days of history a forecast counts, 1 to 92; else " NOTICE_ASK_DAYS "."},
};

static int usage(FILE *to)
{
    (void)fputs(
        "Usage: mioboe notice [OPTION...] preview            Show every text, with made-up facts.\n"
        "       mioboe notice [OPTION...] lint [FOLDER]      Check the templates of a folder.\n"
        "       mioboe notice [OPTION...] verify REFERENCE   Is this notice ours?\n"
        "       mioboe notice [OPTION...] forecast           How many notices there would be.\n"
        "       mioboe notice [OPTION...] test ACCOUNT       Send an account a test notice.\n\n"
        "FOLDER is the setting notice_templates when not given. Without either the built-in\n"
        "templates are checked. forecast plays the history through the settings notice_*, before\n"
        "they are switched on; its first day is the wave switching on begins with.\n\n",
        to);
    options_print(to, rows, COUNT(rows));
    (void)fputs(
        "\nExamples:\n"
        "  mioboe notice preview --kind signin --channel sms --lang ja\n"
        "  mioboe notice preview --kind signin --channel mail --lang en --html > mail.html\n"
        "  mioboe notice lint /etc/mioboe/notices\n"
        "  mioboe notice verify M7K2-9QXD-4TRW-8C\n"
        "  mioboe notice forecast --days 30\n\n"
        "Exit codes: 0 in order; verify: 0 ours, 1 not ours, 2 mistyped; 64 usage; 65 a template\n"
        "breaks a rule; 66 no such account or database; 74 a file cannot be read, or the daemon\n"
        "does not answer; 75 the database is in use; 78 configuration.\n",
        to);
    return to == stdout ? EX_OK : EX_USAGE;
}

/* What is shown: every one, or the one chosen. */
struct shown {
    bool kind[NOTICE_KIND_COUNT];
    bool channel[CHANNEL_COUNT];
    bool lang[LANG_COUNT];
    bool html;
    bool message;
};

static struct span of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static bool refuse(const char *option, const char *came, struct err *e)
{
    return err_set(e, ERR_CONFIG, "--%s: expected one of mioboe notice --help, came %s", option,
                   quote(of(came)).text);
}

static bool read_shown(const struct options *o, struct shown *s, struct err *e)
{
    enum notice_kind kind = NOTICE_KIND_COUNT;
    enum channel channel = CHANNEL_COUNT;
    enum lang lang = LANG_COUNT;

    if (o->set[OPTION_KIND] && !notice_kind_parse(of(o->value[OPTION_KIND]), &kind)) {
        return refuse("kind", o->value[OPTION_KIND], e);
    }
    if (o->set[OPTION_CHANNEL] && !channel_parse(of(o->value[OPTION_CHANNEL]), &channel)) {
        return refuse("channel", o->value[OPTION_CHANNEL], e);
    }
    if (o->set[INQUIRY_LANG] && !lang_parse(of(o->value[INQUIRY_LANG]), &lang)) {
        return refuse("lang", o->value[INQUIRY_LANG], e);
    }
    for (unsigned i = 0; i < NOTICE_KIND_COUNT; i++) {
        s->kind[i] = kind == NOTICE_KIND_COUNT || kind == i;
    }
    for (unsigned i = 0; i < CHANNEL_COUNT; i++) {
        s->channel[i] = channel == CHANNEL_COUNT || channel == i;
    }
    for (unsigned i = 0; i < LANG_COUNT; i++) {
        s->lang[i] = lang == LANG_COUNT || lang == i;
    }
    s->html = o->set[OPTION_HTML];
    s->message = o->set[OPTION_MESSAGE];
    return true;
}

/* --- preview -------------------------------------------------------------------------------------- */

static void put(struct span text)
{
    (void)fwrite(text.at, 1, text.len, stdout);
    (void)putchar('\n');
}

static void put_sms(const struct notice_texts *t, const char *kind, const char *lang)
{
    (void)printf("--- %s, sms, %s: %zu short message%s (%s)\n", kind, lang, t->sms_segments,
                 t->sms_segments == 1 ? "" : "s", t->sms_unicode ? "UCS-2" : "GSM 7 bit");
    put(t->form[NOTICE_FORM_SMS]);
    (void)putchar('\n');
}

static void put_mail(const struct notice_texts *t, const char *kind, const char *lang, bool html)
{
    if (html) {
        put(t->form[NOTICE_FORM_HTML]);
        return;
    }
    (void)printf("--- %s, mail, %s\n%s ", kind, lang, "Subject:");
    put(t->subject);
    (void)putchar('\n');
    put(t->form[NOTICE_FORM_TEXT]);
    (void)putchar('\n');
}

static void put_voice(const struct notice_texts *t, const char *kind, const char *lang)
{
    (void)printf("--- %s, voice, %s\n", kind, lang);
    put(t->form[NOTICE_FORM_VOICE]);
    (void)putchar('\n');
}

static bool preview_one(const struct notice_voice *v, const struct shown *s, enum notice_kind kind,
                        enum lang lang, struct err *e)
{
    struct arena *arena = arena_new(NOTICE_ARENA);
    struct notice_texts t = {0};
    bool made = arena != NULL && notice_sample(v, kind, lang, arena, &t, e);

    if (arena == NULL) {
        return err_set(e, ERR_LIMIT, "no memory for a notice");
    }
    if (made && s->channel[CHANNEL_SMS]) {
        put_sms(&t, notice_kind_code(kind), lang_code(lang));
    }
    if (made && s->channel[CHANNEL_MAIL] && s->message) {
        struct span mail;

        made = notice_sample_mail(v, kind, lang, arena, &mail, e);
        (void)(made && fwrite(mail.at, 1, mail.len, stdout));
    } else if (made && s->channel[CHANNEL_MAIL]) {
        put_mail(&t, notice_kind_code(kind), lang_code(lang), s->html);
    }
    if (made && s->channel[CHANNEL_VOICE]) {
        put_voice(&t, notice_kind_code(kind), lang_code(lang));
    }
    arena_free(&arena);
    return made;
}

static bool preview(const struct notice_voice *v, const struct shown *s, struct err *e)
{
    for (unsigned i = 0; i < NOTICE_KIND_COUNT * LANG_COUNT; i++) {
        enum notice_kind kind = (enum notice_kind)(i / LANG_COUNT);
        enum lang lang = (enum lang)(i % LANG_COUNT);

        if (s->kind[kind] && s->lang[lang] && !preview_one(v, s, kind, lang, e)) {
            return false;
        }
    }
    return true;
}

/* --- lint ----------------------------------------------------------------------------------------- */

static void tell(void *ctx, const char *sentence)
{
    (void)ctx;
    (void)fprintf(stderr, "mioboe notice: %s\n", sentence);
}

static bool lint(const struct notice_voice *v, struct err *e)
{
    size_t count = lint_all(v, tell, NULL);

    if (count > 0) {
        return err_set(e, ERR_INPUT, "%zu mistake%s in the templates", count,
                       count == 1 ? "" : "s");
    }
    (void)puts("every template is in order");
    return true;
}

/* --- both ----------------------------------------------------------------------------------------- */

/* One run of the command. */
struct run {
    struct options options;
    struct shown shown;
    struct settings *settings;
    struct notice_voice *voice;
};

static bool open_voice(struct run *r, bool linting, const char *folder, struct err *e)
{
    const struct build_wishes wishes = {.config = r->options.value[INQUIRY_CONFIG]};
    struct notice_setup setup;

    if (!build_settings(&wishes, &r->settings, e)) {
        return false;
    }
    setup = notice_setup_of(r->settings, LANG_EN);
    folder = folder != NULL ? folder : setup.templates;
    if (linting) {
        setup.templates = ""; /* opening would stop at the first mistake */
    }
    if (notice_setup_examples(&setup)) {
        (void)fputs(
            "mioboe notice: the settings do not name the service and its pages yet; examples "
            "stand for them\n",
            stderr);
    }
    return notice_voice_open(&setup, &r->voice, e) &&
           (!linting || notice_voice_templates(r->voice, folder, e));
}

static bool act(struct run *r, const char *verb, const char *folder, struct err *e)
{
    bool linting = strcmp(verb, "lint") == 0;

    if (!read_shown(&r->options, &r->shown, e) || !open_voice(r, linting, folder, e)) {
        return false;
    }
    return linting ? lint(r->voice, e) : preview(r->voice, &r->shown, e);
}

static bool typed_right(int count, char *typed[])
{
    return (count == 1 && strcmp(typed[0], "forecast") == 0) ||
           (count == 2 && (strcmp(typed[0], "verify") == 0 || strcmp(typed[0], "test") == 0)) ||
           (count == 1 && strcmp(typed[0], "preview") == 0) ||
           ((count == 1 || count == 2) && strcmp(typed[0], "lint") == 0);
}

static int finish(const struct err *e)
{
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        (void)fputs("mioboe notice: cannot write the output\n", stderr);
        return EX_IOERR;
    }
    return e->code == ERR_NONE ? EX_OK : command_fail("notice", e);
}

static int notice_main(int argc, char *argv[])
{
    struct run r = {0};
    struct err e = {0};
    int code;
    int rest;

    if (!options_read(rows, COUNT(rows), argc, argv, &r.options)) {
        return EX_USAGE;
    }
    if (r.options.help) {
        return usage(stdout);
    }
    rest = r.options.rest;
    if (!typed_right(argc - rest, argv + rest)) {
        return usage(stderr);
    }
    if (notice_ask_knows(argv[rest])) {
        return notice_ask(&r.options, argv[rest], rest + 1 < argc ? argv[rest + 1] : NULL,
                          r.options.value[OPTION_DAYS]);
    }
    (void)!act(&r, argv[rest], rest + 1 < argc ? argv[rest + 1] : NULL, &e);
    code = finish(&e);
    notice_voice_free(&r.voice);
    settings_free(&r.settings);
    return code;
}

const struct command command_notice = {
    .name = "notice",
    .summary = "Show, check, verify, forecast and test notices.",
    .rows = rows,
    .row_count = COUNT(rows),
    .run = notice_main,
    .operands = "preview|lint|verify|forecast|test",
};
