/* wire/policy_http.h - the policy protocol of Dovecot and weakforced: requests in, answers out.
 *
 * Duty      which command a request names; the attempt its body describes; the answer's bytes. The list
 *           commands' bodies are in wire/policy_list.h.
 * Source    Dovecot 2.3.19 and 2.4.4 as captured, its documentation of auth_policy_*; weakforced's API
 *           description. docs/protocols.md is the agreement as we keep it.
 * Owns      nothing: an attempt is made of views into the body and the scratch.
 * Threads   any; one scratch, one request at a time.
 * Limits    POLICY_BODY_MAX bytes of body, JSON_IN_DEPTH levels, ATTEMPT_LOGIN_MAX and ATTEMPT_TEXT_MAX
 *           bytes of texts.
 */
#ifndef WIRE_POLICY_HTTP_H
#define WIRE_POLICY_HTTP_H

#include "base/buf.h"
#include "model/attempt.h"

#define POLICY_BODY_MAX 16384  /* bytes; Dovecot's own are about 200 */
#define POLICY_ANSWER_MAX 1536 /* bytes of the longest answer or failure printed here */

enum policy_command {
    POLICY_ALLOW,
    POLICY_REPORT,
    POLICY_PING,
    POLICY_RESET,
    POLICY_ADD_BL,
    POLICY_DEL_BL,
    POLICY_ADD_WL,
    POLICY_DEL_WL,
    POLICY_GET_BL,
    POLICY_GET_WL,
    POLICY_GET_DB_STATS,
    POLICY_STATS,
    POLICY_COMMAND_COUNT
};

enum policy_routing {
    POLICY_ROUTED,
    POLICY_UNKNOWN,      /* answer 404: no such path, no such command, or two of them */
    POLICY_OTHER_METHOD, /* answer 405, "Allow: " policy_command_method() */
};

/* Finds the command of "/?command=allow", "/command/allow", "/policy?command=allow" or
 * "/policy/command/allow". A command in the path counts before one in the query.
 *
 * method   "POST"; HEAD is as good as GET
 * path     as it stands before '?', not decoded
 * query    what stands behind '?', not decoded; other parameters are skipped
 * out      untouched with POLICY_UNKNOWN */
enum policy_routing policy_http_route(struct span method, struct span path, struct span query,
                                      enum policy_command *out) MUST_CHECK;

/* The same when only the query's decoded "command" is at hand. */
enum policy_routing policy_http_command(struct span method, struct span name,
                                        enum policy_command *out) MUST_CHECK;

/* "allow", "getDBStats": as it stands in the request. */
const char *policy_command_code(enum policy_command c);

/* "POST" or "GET, HEAD". */
const char *policy_command_method(enum policy_command c);

/* Holds decoded texts; need not be cleared. */
struct policy_scratch {
    size_t used;
    char bytes[ATTEMPT_LOGIN_MAX + 6 * ATTEMPT_TEXT_MAX];
};

/* Reads the body of "allow" or "report".
 *
 * body     JSON; must outlive *out, as must *scratch
 * out      untouched on failure. What the body does not say, or says as null, is empty or false; the login
 *          is in lower case (ASCII); texts over ATTEMPT_TEXT_MAX are cut
 * errors   ERR_INPUT  over POLICY_BODY_MAX, not one JSON object, a field twice, a field of the wrong type, a
 *                     remote that is no address, a login over ATTEMPT_LOGIN_MAX; the text names the field,
 *                     what was expected and what came
 * cost     one pass, no allocation
 *
 * "success", "policy_reject" and "tls" may be the texts "true" and "false": weakforced's own tests send them
 * so, and taking "true" for a failure, as weakforced does, would hold an owner's sign-ins against them. */
bool policy_http_parse_attempt(struct span body, struct policy_scratch *scratch,
                               struct attempt *out, struct err *e) MUST_CHECK;

/* The service a word stands for: "imap", "imaps", "pop3", "smtp", "http", "caldav", ... in lower case;
 * SERVICE_UNKNOWN for any other. */
enum service policy_http_service(struct span word);

/* {"status":-1,"msg":"...","r_attrs":{"cause":"block_listed"}}: no other key is named status or msg,
 * because Dovecot 2.3 takes the last one at any depth. The message goes to the person's mail program in
 * one line. */
void policy_http_print_answer(struct buf *out, const struct policy_answer *answer);

/* {"status":"ok"}: report, ping, reset and changes of lists. */
void policy_http_print_ok(struct buf *out);

/* {"status":"failure","reason":"..."}; the reason is cut after 240 bytes. */
void policy_http_print_failure(struct buf *out, struct span reason);

#endif
