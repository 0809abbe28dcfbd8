/* /.well-known/mioboe-publisher.json: the published facts for programs; docs/publisher.md. */
#include "portal/inside.h"

#include "model/endpoint.h"
#include "wire/json_out.h"

static void put_stated(struct json_out *j, const char *name, const char *text)
{
    if (text[0] != '\0') {
        json_out_text(j, name, span_of(text));
    }
}

static void put_both(struct json_out *j, const char *name, const char *const text[LANG_COUNT])
{
    struct json_out both = json_out_object(j, name);

    for (unsigned l = 0; l < LANG_COUNT; l++) {
        put_stated(&both, lang_code((enum lang)l), text[l]);
    }
    json_out_close(&both);
}

static void put_words(struct json_out *j, const char *name, const char *list)
{
    struct json_out words = json_out_list(j, name);
    struct span rest = span_of(list);
    struct span word;

    while (endpoint_next_word(&rest, &word)) {
        json_out_item_text(&words, word);
    }
    json_out_end_list(&words);
}

/* What a text of each kind always says; notice/lint.h refuses a template that leaves one out. */
static const struct {
    enum notice_kind kind;
    const char *fields;
} fields[NOTICE_KIND_COUNT] = {
    {NOTICE_SIGNIN, "what outcome account time client place why advice reference"},
    {NOTICE_REFUSED, "what outcome account time client place why advice reference"},
    {NOTICE_RESTRICTION, "what account time why advice reference"},
    {NOTICE_CODE, "what account time why advice reference"},
    {NOTICE_CREDENTIAL, "what account time advice reference"},
    {NOTICE_TEST, "what account time reference"},
    {NOTICE_DIGEST, "what account time advice reference"},
    {NOTICE_WARNING, "what outcome account time advice reference"},
};

static void put_notices(struct json_out *j)
{
    struct json_out list = json_out_list(j, "notices");

    for (size_t i = 0; i < COUNT(fields); i++) {
        struct json_out item = json_out_item(&list);

        json_out_code(&item, "kind", notice_kind_code(fields[i].kind));
        put_words(&item, "fields", fields[i].fields);
        json_out_close(&item);
    }
    json_out_end_list(&list);
}

static void put_pages(struct json_out *j)
{
    struct json_out pages = json_out_object(j, "pages");

    json_out_code(&pages, "check", "/check");
    json_out_code(&pages, "notices", "/notices");
    json_out_code(&pages, "announcements", "/announcements");
    json_out_code(&pages, "codes", "/e");
    json_out_code(&pages, "fakes", "/fakes");
    json_out_close(&pages);
}

static void put_senders(struct json_out *j, const struct portal_facts *f)
{
    struct json_out mail = json_out_object(j, "mail");
    struct json_out sms;

    put_words(&mail, "from", f->mail_from);
    put_both(&mail, "from_name", f->mail_from_name);
    json_out_close(&mail);
    sms = json_out_object(j, "sms");
    put_words(&sms, "senders", f->sms_from);
    put_words(&sms, "numbers", f->sms_numbers);
    json_out_bool(&sms, "free", f->sms_free);
    json_out_close(&sms);
}

void page_publisher(struct page *p)
{
    const struct portal_facts *f = &p->terms->facts;
    struct json_out j = json_out_open(&p->out->body);
    struct json_out reference;

    json_out_code(&j, "format", "mioboe-publisher/1");
    json_out_time(&j, "updated", f->updated_ms);
    put_both(&j, "service", f->service_name);
    put_stated(&j, "home", f->home);
    put_stated(&j, "security_page", f->security_page);
    put_stated(&j, "check_page", f->check_page);
    put_stated(&j, "contact", f->contact);
    put_senders(&j, f);
    put_words(&j, "link_hosts", f->hosts);
    put_words(&j, "never_asks", f->never_ask);
    reference = json_out_object(&j, "reference");
    json_out_code(&reference, "form", "XXXX-XXXX-XXXX-XX");
    json_out_code(&reference, "alphabet", "0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    json_out_close(&reference);
    put_pages(&j);
    put_notices(&j);
    json_out_close(&j);
    page_header(p, "Cache-Control", "public, max-age=3600");
    page_header(p, "Access-Control-Allow-Origin", "*");
    p->out->status = 200;
    p->out->type = "application/json";
}
