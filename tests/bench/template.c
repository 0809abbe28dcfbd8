/* Renders a page of 200,000 rows from a stream, against writing the same bytes with fprintf. */
#include "base/template.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROWS 200000

static const char text[] = "<table>\n{{#rows}}\n<tr><td>{{account}}</td><td>{{count}}</td>"
                           "{{#new}}<td>{{place.country}}, {{place.provider}}</td>{{/new}}"
                           "</tr>\n{{/rows}}\n</table>\n";

static const struct value *row(void *ctx, size_t index, struct values *set)
{
    struct value *o;
    struct value *place;

    (void)ctx;
    if (index == ROWS) {
        return NULL;
    }
    o = value_object(set);
    place = value_object(set);
    value_set_textf(set, o, "account", "user%zu@example.jp", index);
    value_set_textf(set, o, "count", "%zu", index % 97);
    value_set_bool(set, o, "new", index % 2 == 0);
    value_set_text(set, place, "country", SPAN("Japan"));
    value_set_text(set, place, "provider", SPAN("Example & Sons Net"));
    value_set(set, o, "place", place);
    return o;
}

static double now_s(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void by_hand(FILE *to)
{
    (void)fputs("<table>\n", to);
    for (size_t i = 0; i < ROWS; i++) {
        (void)fprintf(to, "<tr><td>user%zu@example.jp</td><td>%zu</td>", i, i % 97);
        if (i % 2 == 0) {
            (void)fprintf(to, "<td>%s, %s</td>", "Japan", "Example &amp; Sons Net");
        }
        (void)fputs("</tr>\n", to);
    }
    (void)fputs("</table>\n", to);
}

/* Seconds of the best of three. */
static double rendered(FILE *to, const struct template *t, const struct template_data *data)
{
    double best = 1e9;
    struct err e;

    for (int i = 0; i < 3; i++) {
        double from = now_s();

        rewind(to);
        if (!template_render(t, data, template_to_file(to, (size_t)1 << 30), &e)) {
            (void)fprintf(stderr, "%s\n", e.text);
            exit(1);
        }
        (void)fflush(to);
        best = now_s() - from < best ? now_s() - from : best;
    }
    return best;
}

static double written(FILE *to)
{
    double best = 1e9;

    for (int i = 0; i < 3; i++) {
        double from = now_s();

        rewind(to);
        by_hand(to);
        (void)fflush(to);
        best = now_s() - from < best ? now_s() - from : best;
    }
    return best;
}

int main(void)
{
    struct values *set = values_new((size_t)1 << 20);
    struct value *root = value_object(set);
    struct template_data data = {.set = set, .root = root};
    struct template *t = NULL;
    FILE *a = tmpfile();
    FILE *b = tmpfile();
    struct err e;
    double ours;
    double hand;

    if (a == NULL || b == NULL ||
        !template_parse((struct span){text, sizeof text - 1}, TEMPLATE_HTML, &t, &e)) {
        return 1;
    }
    value_set(set, root, "rows", value_stream(set, row, NULL));
    ours = rendered(a, t, &data);
    hand = written(b);
    (void)printf("%ld bytes, by hand %ld: template %.0f ms, fprintf %.0f ms, ratio %.1f\n",
                 ftell(a), ftell(b), ours * 1e3, hand * 1e3, ours / hand);
    template_free(&t);
    values_free(&set);
    (void)fclose(a);
    (void)fclose(b);
    return 0;
}
