/* message/brand_index.h - inside of the brand registry: what its files share. Nobody else includes it. */
#ifndef MESSAGE_BRAND_INDEX_H
#define MESSAGE_BRAND_INDEX_H

#include "base/arena.h"
#include "message/brand.h"
#include "message/fold.h"
#include "message/index.h"

/* A name or token as it is looked for. */
struct pattern {
    struct span text; /* folded, or its skeleton */
    struct span name; /* as the file has it, without marks */
    uint32_t brand;
    bool open_left;  /* '*' before it: may follow a letter */
    bool open_right; /* '*' behind it */
    bool exact;      /* '!' behind it: no edits, no skeletons */
};

/* Patterns by their first bytes, longest first. */
struct matcher {
    struct pattern *at;
    size_t count;
    struct index by_three;
    struct index by_two; /* patterns of two bytes */
};

/* Says whether a pattern found at `at` of `text` counts there. */
typedef bool pattern_fits(struct span text, size_t at, const struct pattern *p);

/* Sorts and indexes; takes over `at`, which is memory_new's. */
void matcher_make(struct matcher *m, struct pattern *at, size_t count);
void matcher_free(struct matcher *m);

/* The longest pattern that stands at `at` and fits; NULL when none does. */
const struct pattern *matcher_find(const struct matcher *m, struct span text, size_t at,
                                   pattern_fits *fits);

/* A fact in file order, before the brands are put together. */
struct fact_row {
    uint32_t brand;
    enum brand_fact_kind kind;
    unsigned line;
    bool open_left;
    bool open_right;
    bool exact;
    struct span bare; /* a name or token without its marks */
    struct brand_fact fact;
};

/* A brand while its file is read. */
struct draft {
    struct brand brand;
    unsigned file; /* which one states it */
    unsigned line;
    size_t first_row; /* of its facts, which lie together */
    bool dropped;     /* a later file replaced it */
};

/* Everything the files state. */
struct registry_text {
    struct arena *arena;
    struct draft *drafts;
    size_t draft_count;
    size_t draft_room;
    struct fact_row *rows;
    size_t row_count;
    size_t row_room;
};

/* Told of each fault; reading goes on when it returns true. */
struct fault_sink {
    bool (*say)(void *ctx, const struct err *fault);
    void *ctx;
};

/* Reads one file into *text. False when the sink stopped it; the fault was told. */
bool brand_file_read(struct registry_text *text, const struct brand_file *file, unsigned number,
                     const struct fault_sink *sink) MUST_CHECK;

/* Facts that say what a host is to a brand. */
struct host_fact {
    struct span name;
    uint32_t brand;
    enum brand_fact_kind kind;
};

struct brands {
    struct arena *arena;
    struct brand *list;
    size_t count;
    struct skeletons *skeletons;
    struct host_fact *hosts;
    size_t host_count;
    struct index by_host; /* name -> hosts */
    struct index by_run;  /* name with '-' for '.', own domains only -> hosts */
    struct index by_id;
    struct matcher names;
    struct matcher name_shapes; /* skeletons */
    struct matcher tokens;
    struct matcher token_shapes;
    struct index by_deletion; /* tokens and tokens less one letter -> tokens.at */
};

#endif
