/* /v1/accounts/{name}/devices and /links: people's devices, set up by the operator's own programs. */
#include "serve/api_parts.h"

#include "service/device_desk.h"
#include "service/directory.h"
#include "wire/device_json.h"
#include "wire/mobileconfig.h"

#include <sodium.h>
#include <stdlib.h>

#define PROFILE_MAX (MOBILECONFIG_MAX + ((size_t)64 << 10)) /* bytes, signed */

static struct span span_of(const char *text)
{
    return (struct span){.at = text, .len = strlen(text)};
}

static bool find_account(struct api_call *c, struct span *out)
{
    struct account_record a;

    if (c->api->devices == NULL || c->api->devices->devices == NULL) {
        return err_set(&c->err, ERR_CONFIG, "nobody sets devices up here: there is no setup_page");
    }
    if (!directory_find(c->api->story.store, c->hole, c->arena, &a, &c->err)) {
        return false;
    }
    *out = a.text[ACCOUNT_ID];
    return true;
}

/* --- what there is -------------------------------------------------------------------------------- */

static bool list_device(void *ctx, const struct device *d)
{
    struct json_out *list = ctx;
    struct json_out item = json_out_item(list);

    device_json_device(&item, d);
    json_out_close(&item);
    return true;
}

unsigned api_devices_get(struct api_call *c)
{
    struct span account = SPAN("");
    struct json_out j;
    struct json_out list;

    if (!find_account(c, &account)) {
        return 0;
    }
    j = json_out_open(c->out);
    list = json_out_list(&j, "devices");
    if (!devices_list(c->api->devices->devices, account, list_device, &list, &c->err)) {
        return 0;
    }
    json_out_end_list(&list);
    json_out_close(&j);
    return 200;
}

unsigned api_device_revoke(struct api_call *c)
{
    struct span account = SPAN("");

    if (!find_account(c, &account) ||
        !devices_revoke(c->api->devices->devices, account, c->more, c->r->now_ms, &c->err)) {
        return 0;
    }
    return api_removed(c);
}

/* --- links ---------------------------------------------------------------------------------------- */

unsigned api_device_link(struct api_call *c)
{
    const struct device_desk *desk = c->api->devices;
    char token[DEVICE_TOKEN_BYTES + 1];
    struct setup_link link = {0};
    struct device_order order = {.device = SPAN("")};
    struct span account = SPAN("");
    struct span page;
    struct json_out j;
    char *url;

    if (!find_account(c, &account) || !device_json_read(c->r->body, c->arena, &order, &c->err)) {
        return 0;
    }
    secret_wipe(&order.pin);
    page = desk->mail[LANG_EN].page;
    url = arena_take(c->arena, page.len + sizeof token + 1);
    if (url == NULL) {
        (void)err_set(&c->err, ERR_SYSTEM, "no memory for a link");
        return 0;
    }
    memcpy(link.account, account.at, account.len);
    if (order.device.len > 0) {
        memcpy(link.device, order.device.at, order.device.len);
    }
    link.anywhere = order.anywhere;
    if (!devices_link(desk->devices, &link, c->r->now_ms, token, &c->err)) {
        return 0;
    }
    memcpy(url, page.at, page.len);
    url[page.len] = '/';
    memcpy(url + page.len + 1, token, sizeof token);
    j = json_out_open(c->out);
    json_out_text(&j, "url", span_of(url));
    json_out_time(&j, "expires", link.expires_ms);
    json_out_close(&j);
    return 200;
}

/* --- a device at once ----------------------------------------------------------------------------- */

/* Whoever wants a password in the profile types the PIN, whoever asks for them. */
static bool proved(struct api_call *c, struct span account, const struct device_order *o)
{
    const struct step_up_question q = {
        .account = account, .purpose = STEP_UP_DEVICE, .anywhere = true, .now_ms = c->r->now_ms};
    struct step_up_answer a;

    if (!o->has_pin) {
        return err_set(&c->err, ERR_INPUT, "pin: expected the contract's PIN, or password: false");
    }
    if (!step_up_verify(c->api->devices->step_up, &q, STEP_UP_PIN, &o->pin, &a, &c->err)) {
        return false;
    }
    return a.result == STEP_UP_RIGHT ||
           err_set(&c->err, ERR_INPUT, "pin: it was not taken: %s", step_up_result_code(a.result));
}

static bool put_profile(struct api_call *c, const struct device_issue *issue, bool japanese,
                        struct json_out *j)
{
    const struct device_desk *desk = c->api->devices;
    const struct device_profile p = {.issue = issue,
                                     .user = device_desk_user(desk, issue),
                                     .lang = japanese ? LANG_JA : LANG_EN};
    size_t room = sodium_base64_ENCODED_LEN(PROFILE_MAX, sodium_base64_VARIANT_ORIGINAL);
    char *bytes = malloc(PROFILE_MAX);
    char *text = malloc(room);
    struct buf out = {.at = bytes, .cap = PROFILE_MAX};
    bool sealed = false;
    bool ok = bytes != NULL && text != NULL;

    if (!ok) {
        (void)err_set(&c->err, ERR_SYSTEM, "no memory for a profile");
    }
    ok = ok && desk->profile(desk->ctx, &p, &out, &sealed, &c->err);
    if (ok) {
        (void)sodium_bin2base64(text, room, (const unsigned char *)bytes, out.len,
                                sodium_base64_VARIANT_ORIGINAL);
        json_out_bool(j, "signed", sealed);
        json_out_text(j, "profile", span_of(text));
        sodium_memzero(bytes, out.len);
        sodium_memzero(text, room);
    }
    free(bytes);
    free(text);
    return ok;
}

static bool put_issue(struct api_call *c, const struct device_issue *issue, bool japanese)
{
    struct json_out j = json_out_open(c->out);
    struct json_out device = json_out_object(&j, "device");

    device_json_device(&device, &issue->device);
    json_out_close(&device);
    json_out_text(&j, "address", issue->address);
    json_out_text(&j, "user", device_desk_user(c->api->devices, issue));
    json_out_code(&j, "password", issue->password[0] == '\0' ? NULL : issue->password);
    device_json_servers(&j, &c->api->devices->mail[LANG_EN]);
    if (!put_profile(c, issue, japanese, &j)) {
        return false;
    }
    json_out_close(&j);
    return true;
}

unsigned api_device_issue(struct api_call *c)
{
    struct device_order order = {0};
    struct device_issue issue = {0};
    struct device_wish wish = {.now_ms = c->r->now_ms};
    bool ok =
        find_account(c, &wish.account) && device_json_read(c->r->body, c->arena, &order, &c->err);

    wish.device = order.device;
    wish.name = order.name;
    wish.kind = order.kind;
    if (ok && order.no_password) {
        ok = devices_describe(c->api->devices->devices, &wish, c->arena, &issue, &c->err);
    } else if (ok) {
        ok = proved(c, wish.account, &order) &&
             devices_issue(c->api->devices->devices, &wish, c->arena, &issue, &c->err);
    }
    ok = ok && put_issue(c, &issue, order.japanese);
    secret_wipe(&order.pin);
    sodium_memzero(issue.password, sizeof issue.password);
    return ok ? 200 : 0;
}
