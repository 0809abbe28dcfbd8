#include "wire/json_out.h"

#include "base/time.h"
#include "model/decision.h"
#include "wire/json_text.h"

#include <math.h>
#include <stdlib.h>

static void separate(struct json_out *j)
{
    if (!j->empty) {
        buf_add(j->to, SPAN(","));
    }
    j->empty = false;
}

static void key(struct json_out *j, const char *name)
{
    separate(j);
    buf_addf(j->to, "\"%s\":", name);
}

struct json_out json_out_open(struct buf *to)
{
    buf_add(to, SPAN("{"));
    return (struct json_out){.to = to, .empty = true};
}

void json_out_close(struct json_out *j)
{
    buf_add(j->to, SPAN("}"));
}

struct json_out json_out_object(struct json_out *in, const char *name)
{
    key(in, name);
    return json_out_open(in->to);
}

struct json_out json_out_list(struct json_out *in, const char *name)
{
    key(in, name);
    buf_add(in->to, SPAN("["));
    return (struct json_out){.to = in->to, .empty = true};
}

struct json_out json_out_item(struct json_out *list)
{
    separate(list);
    return json_out_open(list->to);
}

void json_out_end_list(struct json_out *list)
{
    buf_add(list->to, SPAN("]"));
}

void json_out_text(struct json_out *j, const char *name, struct span text)
{
    key(j, name);
    json_text_add(j->to, text);
}

void json_out_code(struct json_out *j, const char *name, const char *code)
{
    key(j, name);
    if (code == NULL) {
        buf_add(j->to, SPAN("null"));
    } else {
        buf_addf(j->to, "\"%s\"", code);
    }
}

void json_out_raw(struct json_out *j, const char *name)
{
    key(j, name);
}

void json_out_number(struct json_out *j, const char *name, int64_t n)
{
    key(j, name);
    json_text_number(j->to, n);
}

void json_out_bool(struct json_out *j, const char *name, bool truth)
{
    key(j, name);
    buf_add(j->to, truth ? SPAN("true") : SPAN("false"));
}

void json_out_item_text(struct json_out *list, struct span text)
{
    separate(list);
    json_text_add(list->to, text);
}

void json_out_time(struct json_out *j, const char *name, int64_t at_ms)
{
    struct civil c = time_to_civil(at_ms);
    int64_t ms = at_ms - time_from_civil(&c);

    key(j, name);
    buf_addf(j->to, "\"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ\"", c.year, c.month, c.day, c.hour,
             c.minute, c.second, (int)ms);
}

void json_out_day(struct json_out *j, const char *name, int32_t day)
{
    struct civil c = time_to_civil((int64_t)day * TIME_DAY_MS);

    key(j, name);
    buf_addf(j->to, "\"%04d-%02d-%02d\"", c.year, c.month, c.day);
}

void json_out_score(struct json_out *j, const char *name, int32_t score)
{
    long long hundredths = llround((double)score * 100 / SCORE_PER_NAT);

    key(j, name);
    buf_addf(j->to, "%s%lld.%02lld", hundredths < 0 ? "-" : "", llabs(hundredths) / 100,
             llabs(hundredths) % 100);
}
