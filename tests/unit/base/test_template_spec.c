/* Every test of the official Mustache specification's six required modules. */
#include "base/template.h"

#include "cmocka_all.h"

#include <jansson.h>
#include <stdio.h>

#define PENDING_MAX 128
#define PARTIALS_MAX 16
#define OUTPUT_MAX 4096

/* JSON values still to be turned into members of an object or items of a list. */
struct pending {
    json_t *from;
    struct value *to;
};

static struct value *leaf(struct values *set, json_t *from)
{
    switch (json_typeof(from)) {
    case JSON_OBJECT:
        return value_object(set);
    case JSON_ARRAY:
        return value_list(set);
    case JSON_STRING:
        return value_view(set, (struct span){json_string_value(from), json_string_length(from)});
    case JSON_INTEGER:
        return value_textf(set, "%lld", (long long)json_integer_value(from));
    case JSON_REAL:
        return value_textf(set, "%g", json_real_value(from));
    case JSON_TRUE:
    case JSON_FALSE:
        return value_bool(set, json_is_true(from));
    case JSON_NULL:
        break;
    }
    return value_text(set, SPAN(""));
}

static struct value *from_json(struct values *set, json_t *json)
{
    struct pending todo[PENDING_MAX] = {{.from = json, .to = leaf(set, json)}};
    struct value *root = todo[0].to;
    size_t left = 1;

    while (left > 0) {
        struct pending now = todo[--left];
        const char *name;
        json_t *member;
        size_t index;

        json_object_foreach(now.from, name, member)
        {
            assert_true(left < PENDING_MAX);
            todo[left] = (struct pending){.from = member, .to = leaf(set, member)};
            value_set(set, now.to, name, todo[left++].to);
        }
        json_array_foreach(now.from, index, member)
        {
            assert_true(left < PENDING_MAX);
            todo[left] = (struct pending){.from = member, .to = leaf(set, member)};
            value_add(set, now.to, todo[left++].to);
        }
    }
    return root;
}

struct partials {
    size_t count;
    struct span name[PARTIALS_MAX];
    struct template *compiled[PARTIALS_MAX];
};

static const struct template *partial(void *ctx, struct span name)
{
    const struct partials *all = ctx;

    for (size_t i = 0; i < all->count; i++) {
        if (span_eq(all->name[i], name)) {
            return all->compiled[i];
        }
    }
    return NULL;
}

static struct template *compile(json_t *text)
{
    struct span in = {.at = json_string_value(text), .len = json_string_length(text)};
    struct template *t = NULL;
    struct err e = {0};

    if (!template_parse(in, TEMPLATE_HTML, &t, &e)) {
        fail_msg("%s", e.text);
    }
    return t;
}

static void run(json_t *test)
{
    struct template *t = compile(json_object_get(test, "template"));
    struct values *set = values_new((size_t)1 << 20);
    struct partials partials = {0};
    char bytes[OUTPUT_MAX];
    struct buf out = BUF_ON(bytes);
    struct template_data data = {.set = set, .partial = partial, .partial_ctx = &partials};
    json_t *expected = json_object_get(test, "expected");
    const char *name;
    json_t *text;
    struct err e = {0};

    json_object_foreach(json_object_get(test, "partials"), name, text)
    {
        partials.name[partials.count] = (struct span){.at = name, .len = strlen(name)};
        partials.compiled[partials.count++] = compile(text);
    }
    data.root = from_json(set, json_object_get(test, "data"));
    if (!template_render(t, &data, template_to_buf(&out), &e)) {
        fail_msg("%s", e.text);
    }
    if (!span_eq((struct span){out.at, out.len},
                 (struct span){json_string_value(expected), json_string_length(expected)})) {
        fail_msg("%s: expected [%s], came [%.*s]", json_string_value(json_object_get(test, "name")),
                 json_string_value(expected), (int)out.len, out.at);
    }
    for (size_t i = 0; i < partials.count; i++) {
        template_free(&partials.compiled[i]);
    }
    template_free(&t);
    values_free(&set);
}

static void module_passes(const char *file, size_t count)
{
    char path[512];
    json_error_t why;
    json_t *module;
    json_t *test;
    size_t index;

    assert_true(snprintf(path, sizeof path, "%s/mustache-spec/%s", TEST_DATA, file) > 0);
    module = json_load_file(path, 0, &why);
    assert_non_null(module);
    assert_int_equal(json_array_size(json_object_get(module, "tests")), count);
    json_array_foreach(json_object_get(module, "tests"), index, test)
    {
        run(test);
    }
    json_decref(module);
}

static void all_tests_of_comments_pass(void **state)
{
    (void)state;
    module_passes("comments.json", 12);
}

static void all_tests_of_delimiters_pass(void **state)
{
    (void)state;
    module_passes("delimiters.json", 14);
}

static void all_tests_of_interpolation_pass(void **state)
{
    (void)state;
    module_passes("interpolation.json", 42);
}

static void all_tests_of_inverted_pass(void **state)
{
    (void)state;
    module_passes("inverted.json", 22);
}

static void all_tests_of_partials_pass(void **state)
{
    (void)state;
    module_passes("partials.json", 12);
}

static void all_tests_of_sections_pass(void **state)
{
    (void)state;
    module_passes("sections.json", 34);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_tests_of_comments_pass),
        cmocka_unit_test(all_tests_of_delimiters_pass),
        cmocka_unit_test(all_tests_of_interpolation_pass),
        cmocka_unit_test(all_tests_of_inverted_pass),
        cmocka_unit_test(all_tests_of_partials_pass),
        cmocka_unit_test(all_tests_of_sections_pass),
    };

    return cmocka_run_group_tests_name("base/template_spec", tests, NULL, NULL);
}
