/* message/brand.h - the registry of brands: names, domains and senders that messages are faked with.
 *
 * Duty      brand files -> one immutable index; which brands a text names; what a host or an address is
 *           to a brand; which brand a foreign host imitates.
 * Source    docs/brands.md describes the files; data/brands/ holds those inside the program.
 * Owns      struct brands: brands_new or brands_builtin, brands_free. What it gives is valid as long.
 * Threads   any may ask; nothing changes after it is made.
 * Limits    named below; a file beyond them is refused.
 */
#ifndef MESSAGE_BRAND_H
#define MESSAGE_BRAND_H

#include "message/domain.h"

#define BRANDS_MAX 4096        /* brands of all files together */
#define BRAND_FILE_MAX 1048576 /* bytes of one file */
#define BRAND_LINE_MAX 2048    /* bytes of one line */
#define BRAND_FACTS_MAX 256    /* facts of one kind in one brand */
#define BRAND_ID_MAX 40        /* bytes of an ID with NUL: letters, digits, '-' */

/* A stated fact, as the file has it, the marks of names and tokens included. */
struct brand_fact {
    struct span text;
    struct span source; /* whence it is known */
    struct span date;   /* "2026-11-21" */
};

enum brand_fact_kind {
    BRAND_NAME,      /* how people and messages call it; matched in texts */
    BRAND_TOKEN,     /* how hosts spell it: "smbc", "rakuten"; looked for in foreign hosts */
    BRAND_DOMAIN,    /* registrable domains that are its own, everything below included */
    BRAND_HOST,      /* single hosts of its own under a domain that is not */
    BRAND_USES,      /* domains it sends people through or loads from: clicks, CDN, stores */
    BRAND_OPEN,      /* hosts under its own domains with anybody's content: "sites.google.com" */
    BRAND_MAILBOXES, /* mail domains where customers have addresses: "ocn.ne.jp" */
    BRAND_SENDER,    /* exact addresses it is known to send from */
    BRAND_SMS,       /* exact SMS sender names and numbers */
    BRAND_PROMISE,   /* what a genuine message of it always carries: enum brand_field by name */
    BRAND_PAGE,      /* official page to look up how to tell fakes */
    BRAND_FACT_KINDS
};

struct brand_facts {
    const struct brand_fact *at;
    size_t count;
};

/* What a brand promises that its genuine messages carry; bits of struct brand.promises. */
enum brand_field {
    BRAND_FIELD_NAME = 1 << 0,      /* "registered-name": the registered name of the recipient */
    BRAND_FIELD_MEMBER_ID = 1 << 1, /* "member-id" */
    BRAND_FIELD_CONTRACT_NAME = 1 << 2, /* "contract-name" */
    BRAND_FIELD_SERVICE_CODE = 1 << 3,  /* "service-code" */
    BRAND_FIELD_CARD_DIGITS = 1 << 4,   /* "card-digits": last digits of the card or account */
};

struct brand {
    struct span id;     /* "rakuten-card" */
    struct span en;     /* "Rakuten Card" */
    struct span ja;     /* 「楽天カード」; the same as en when the file has none */
    struct span kind;   /* "bank", "card", "shop", ... */
    struct span group;  /* brands of one house share it; its own id when the file has none */
    struct span origin; /* name of the file */
    unsigned promises;  /* enum brand_field */
    bool senders_all;   /* it sends from no other addresses than its BRAND_SENDER */
    uint16_t index;     /* its place in the registry */
    struct brand_facts facts[BRAND_FACT_KINDS];
};

struct brands;

/* One file. name: for messages; text: UTF-8, borrowed for the call. */
struct brand_file {
    struct span name;
    struct span text;
};

/* Reads the files in order. A later file's brand with an ID already known replaces the earlier one; twice in
 * one file is an error. *out is untouched on failure.
 *
 * errors   ERR_CONFIG  "FILE:LINE: expected ..., came ..."
 * cost     about 5 ms for 484 brands (tests/bench/brand.c)
 */
bool brands_new(const struct brand_file *files, size_t count, struct brands **out,
                struct err *e) MUST_CHECK;

/* The files inside the program (brands_builtin_files), then those given. */
bool brands_builtin(const struct brand_file *more, size_t count, struct brands **out,
                    struct err *e) MUST_CHECK;

/* The files inside the program. */
const struct brand_file *brands_builtin_files(size_t *count);

/* Told of one fault of a brand file. */
typedef void brand_fault(void *ctx, const struct err *fault);

/* Reads the files as brands_new does, but goes on after a fault. Gives how many there were. */
size_t brands_lint(const struct brand_file *files, size_t count, brand_fault *say, void *ctx);

/* Frees; *b becomes NULL. NULL inside is fine. */
void brands_free(struct brands **b);

size_t brands_count(const struct brands *b);
const struct brand *brands_at(const struct brands *b, size_t index);
const struct brand *brands_find(const struct brands *b, struct span id); /* NULL when none */

/* --- names in texts --------------------------------------------------------------------------------- */

#define BRAND_NAME_MAX 96 /* bytes of a name, folded */

/* A name of a brand found in a text. */
struct brand_hit {
    const struct brand *brand;
    struct span name;           /* the name as the registry has it */
    char words[BRAND_NAME_MAX]; /* the words as the text has them, after folding, NUL */
    uint32_t at;                /* byte in the folded text where it begins */
    bool disguised; /* with letters of another script, or spaces between: "Ａmazоn", "三 菱" */
};

/* The brands a text names, each once by its longest name, in the order of appearance; a name inside a longer
 * name of another brand does not count ("楽天" inside 「楽天カード」). Text is folded first (text_fold), and the
 * boundary rule of each name holds: "epos" is not in "deposit", 「エポス」 not in 「デポスト」. Gives how many were put
 * into hits, at most max. Text beyond FOLD_MAX bytes is not looked at.
 *
 * cost     about 60 ns a byte of Japanese (tests/bench/brand.c)
 */
size_t brands_in_text(const struct brands *b, struct span text, struct brand_hit *hits, size_t max);

/* The same for a display name ("Apple Support", 「LINE公式」): names that are usual words, and so count in a
 * text only when they are the whole of it, count here like others, if they have four letters or more. */
size_t brands_in_display(const struct brands *b, struct span name, struct brand_hit *hits,
                         size_t max);

/* --- hosts and addresses ---------------------------------------------------------------------------- */

/* What a host is to a brand, best first. */
enum brand_tie {
    BRAND_TIE_OWN,  /* its own domain or host */
    BRAND_TIE_KIN,  /* of a brand of the same group */
    BRAND_TIE_USES, /* a service it is known to use; anybody may use most of those too */
    BRAND_TIE_OPEN, /* under its own domain, with anybody's content */
    BRAND_TIE_NONE,
};

enum brand_tie brand_tie(const struct brands *b, const struct brand *brand, const struct host *h);

/* The brand whose own domain or host this is; NULL when it is nobody's. Of several brands with one domain the
 * one with the longest fact, then the first. BRAND_OPEN hosts are nobody's. cost: under 1 us. */
const struct brand *brands_owner(const struct brands *b, const struct host *h);

/* True when the address (user@host, any case) is one the brand is known to send from. */
bool brand_sends_from(const struct brand *brand, struct span address);

/* True when addresses of this host belong to customers of some brand (free mail, providers): the host says
 * nothing about who wrote. cost: under 1 us. */
bool brands_is_mailbox_host(const struct brands *b, const struct host *h);

/* True when the brand is stated to send from its listed addresses only ("senders all"), so that another one
 * says something. */
bool brand_lists_senders(const struct brand *brand);

/* True when the SMS sender name or number (any case, spaces and hyphens dropped) is one of the brand's. */
bool brand_sms_from(const struct brand *brand, struct span sender);

/* --- look-alikes -------------------------------------------------------------------------------------- */

/* How a foreign host imitates a brand. */
enum likeness {
    LIKENESS_PREFIX,    /* its whole domain as labels of another: "amazon.co.jp.example.com" */
    LIKENESS_HOMOGLYPH, /* letters that look the same: "arnazon.com", "аmazon.com", "paypa1.com" */
    LIKENESS_EDIT,      /* one letter more, less, other or two swapped: "amozon.com" */
    LIKENESS_DOMAIN,    /* its name inside the registrable domain: "amazon-login.cn" */
    LIKENESS_LABEL,     /* its name inside a label before it: "amazon.login.cn" */
};

struct lookalike {
    const struct brand *brand;
    enum likeness how;
    struct span label; /* the part of the host (view into its name) that imitates */
    struct span like;  /* the token or domain imitated */
};

/* True when the host is nobody's own and imitates a brand; of several the best. False for addresses.
 * cost     about 5 us (tests/bench/brand.c) */
bool brands_lookalike(const struct brands *b, const struct host *h,
                      struct lookalike *out) MUST_CHECK;

/* "prefix", "homoglyph", "edit", "domain", "label". */
const char *likeness_code(enum likeness how);

#endif
