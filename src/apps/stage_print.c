#include "apps/stage_print.h"

#include "model/network.h"
#include "wire/stage_json.h"
#include "words/clean.h"
#include "words/stage.h"

#include <string.h>

#define NAMES 22 /* columns of the names in front of fields */

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static void put(const struct inquiry *q, enum label name, struct span text)
{
    if (text.len > 0) {
        page_field(&q->page, span_of(label(q->voice.lang, name)), text, NAMES);
    }
}

static void put_time(const struct inquiry *q, enum label name, int64_t at_ms)
{
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    if (at_ms != 0) {
        words_time(&text, q->voice.lang, q->zone, at_ms);
        put(q, name, report_written(&text));
    }
}

/* "planned, 12 days left": the countdown to the start. */
static void phase_put(const struct inquiry *q, struct buf *out, const struct stage *s,
                      int64_t now_ms)
{
    const char *phase = words_stage_phase(q->voice.lang, stage_phase(s, now_ms));
    char bytes[WORDS_MAX];
    struct buf days = BUF_ON(bytes);

    if (s->state != STAGE_ON || now_ms >= s->starts_ms) {
        buf_addf(out, "%s", phase);
        return;
    }
    words_counted(&days, q->voice.lang, COUNTED_DAYS,
                  (uint64_t)((s->starts_ms - now_ms + TIME_DAY_MS - 1) / TIME_DAY_MS));
    label_put(out, q->voice.lang, LABEL_STAGE_LEFT,
              (const struct arg[]){{"phase", span_of(phase)}, {"days", report_written(&days)}}, 2);
}

static void put_moves(const struct inquiry *q, const struct stage *s)
{
    for (size_t i = s->move_count; i > 0; i--) {
        char bytes[3][WORDS_MAX];
        struct buf from = BUF_ON(bytes[0]);
        struct buf at = BUF_ON(bytes[1]);
        struct buf text = BUF_ON(bytes[2]);

        words_time(&from, q->voice.lang, q->zone, s->moves[i - 1].from_ms);
        words_time(&at, q->voice.lang, q->zone, s->moves[i - 1].at_ms);
        label_put(
            &text, q->voice.lang, LABEL_STAGE_MOVED,
            (const struct arg[]){{"from", report_written(&from)}, {"at", report_written(&at)}}, 2);
        put(q, LABEL_STAGE_REPLACED, report_written(&text));
    }
}

static void put_for(const struct inquiry *q, const struct stage *s)
{
    char bytes[4][WORDS_MAX];
    struct buf origins = BUF_ON(bytes[0]);
    struct buf groups = BUF_ON(bytes[1]);
    struct buf services = BUF_ON(bytes[2]);
    struct buf share = BUF_ON(bytes[3]);

    words_stage_origins(&origins, q->voice.lang, s->origins);
    put(q, LABEL_STAGE_FOR, report_written(&origins));
    for (size_t i = 0; i < s->group_count; i++) {
        buf_add(&groups, i > 0 ? SPAN(", ") : SPAN(""));
        clean_text(&groups, span_of(s->groups[i]));
    }
    put(q, LABEL_STAGE_GROUPS,
        s->group_count > 0 ? report_written(&groups)
                           : span_of(label(q->voice.lang, LABEL_STAGE_EVERYBODY)));
    buf_addf(&share, "%u%%", s->percent);
    put(q, LABEL_STAGE_SHARE, report_written(&share));
    for (unsigned i = 0; i < SERVICE_COUNT; i++) {
        if ((s->services & 1u << i) != 0) {
            buf_addf(&services, "%s%s", services.len > 0 ? ", " : "",
                     service_code((enum service)i));
        }
    }
    put(q, LABEL_STAGE_SERVICES, report_written(&services));
}

static void put_networks(const struct inquiry *q, const struct stage *s)
{
    char bytes[STAGE_NETWORKS_MAX * (CIDR_TEXT_MAX + 2)];
    struct buf text = BUF_ON(bytes);

    for (size_t i = 0; i < s->network_count; i++) {
        buf_add(&text, i > 0 ? SPAN(", ") : SPAN(""));
        address_print(&text, &s->networks[i].prefix);
        buf_addf(&text, "/%u", s->networks[i].bits);
    }
    put(q, LABEL_STAGE_EXEMPT, report_written(&text));
}

static void put_name(const struct inquiry *q, struct buf *out, const struct stage *s)
{
    const char *own = s->name[q->voice.lang];

    clean_text(out, span_of(own[0] != '\0' ? own : s->name[1 - q->voice.lang]));
}

bool stage_print(struct inquiry *q, struct span json, int64_t now_ms, struct err *e)
{
    struct stage_patch p;
    const struct stage *s = &p.stage;
    char bytes[2][WORDS_MAX];
    struct buf name = BUF_ON(bytes[0]);
    struct buf phase = BUF_ON(bytes[1]);

    if (!stage_json_read(json, &p, e)) {
        return false;
    }
    put_name(q, &name, s);
    if (name.len > 0) {
        page_paragraph(&q->page, report_written(&name), 0);
        page_newline(&q->page);
    }
    page_field(&q->page, SPAN("ID"), span_of(s->id), NAMES);
    phase_put(q, &phase, s, now_ms);
    put(q, LABEL_STAGE_STATUS, report_written(&phase));
    put_time(q, LABEL_STAGE_STARTS, s->starts_ms);
    put_moves(q, s);
    put_time(q, LABEL_STAGE_NUDGES, s->nudges_ms);
    put(q, LABEL_STAGE_DOES, span_of(words_stage_mode(q->voice.lang, (enum stage_mode)s->mode)));
    put_for(q, s);
    put_networks(q, s);
    put(q, LABEL_STAGE_NEWS, span_of(s->announcement));
    return true;
}

static void put_line(const struct inquiry *q, const struct stage *s, int64_t now_ms)
{
    char bytes[WORDS_MAX];
    struct buf text = BUF_ON(bytes);

    buf_addf(&text, "%s  ", s->id);
    words_time_bare(&text, q->zone, s->starts_ms);
    buf_addf(&text, "  %u%%  ", s->percent);
    phase_put(q, &text, s, now_ms);
    buf_add(&text, SPAN("  "));
    put_name(q, &text, s);
    page_paragraph(&q->page, report_written(&text), 0);
}

bool stage_print_list(struct inquiry *q, struct span answer, int64_t now_ms, struct err *e)
{
    struct json_in_value all = {0};
    struct json_in_value key = {0};
    struct json_in_value item = {0};
    struct json_in in = {0};
    bool more = true;

    if (!inquiry_member(answer, "stages", &all, e) ||
        !json_in_open(all.raw, JSON_IN_LIST, &in, e)) {
        return false;
    }
    while (json_in_next(&in, &key, &item, &more, e)) {
        struct stage_patch p;

        if (!more) {
            return true;
        }
        if (!stage_json_read(item.raw, &p, e)) {
            return false;
        }
        put_line(q, &p.stage, now_ms);
    }
    return false;
}

bool stage_print_stored(struct inquiry *q, struct span json, int64_t now_ms, struct err *e)
{
    struct stage_patch p;
    char bytes[2][WORDS_MAX];
    struct buf phase = BUF_ON(bytes[0]);
    struct buf text = BUF_ON(bytes[1]);

    if (!stage_json_read(json, &p, e)) {
        return false;
    }
    phase_put(q, &phase, &p.stage, now_ms);
    label_put(&text, q->voice.lang, LABEL_STAGE_STORED,
              (const struct arg[]){{"id", span_of(p.stage.id)}, {"phase", report_written(&phase)}},
              2);
    page_paragraph(&q->page, report_written(&text), 0);
    return true;
}
