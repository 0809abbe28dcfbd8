#include "message/automaton.h"

#include <stdlib.h>

#define NONE UINT32_MAX

/* A trie; a node's children are a list sorted by nothing, short but at the root, which has a table. */
struct node {
    uint32_t child;   /* first child */
    uint32_t sibling; /* next child of the same parent */
    uint32_t fail;    /* the longest other node that ends with the same bytes */
    uint32_t report;  /* nearest node on the way of fails, this one included, where a word ends */
    uint32_t word;    /* first word that ends here */
    uint8_t byte;
};

struct automaton {
    struct node *nodes;
    uint32_t count;
    uint32_t *same; /* by word: the next one with the same bytes */
    uint32_t root[256];
};

static uint32_t child_of(const struct automaton *m, uint32_t node, uint8_t byte)
{
    uint32_t at = node == 0 ? m->root[byte] : m->nodes[node].child;

    while (node != 0 && at != NONE && m->nodes[at].byte != byte) {
        at = m->nodes[at].sibling;
    }
    return at;
}

static uint32_t add_child(struct automaton *m, uint32_t node, uint8_t byte)
{
    uint32_t made = m->count++;

    m->nodes[made] = (struct node){
        .child = NONE, .sibling = m->nodes[node].child, .report = NONE, .word = NONE, .byte = byte};
    m->nodes[node].child = made;
    if (node == 0) {
        m->root[byte] = made;
    }
    return made;
}

static void add_word(struct automaton *m, struct span word, uint32_t id)
{
    uint32_t at = 0;

    for (size_t i = 0; i < word.len; i++) {
        uint32_t next = child_of(m, at, (uint8_t)word.at[i]);

        at = next == NONE ? add_child(m, at, (uint8_t)word.at[i]) : next;
    }
    m->same[id] = m->nodes[at].word;
    m->nodes[at].word = id;
}

static uint32_t step(const struct automaton *m, uint32_t at, uint8_t byte)
{
    uint32_t next = child_of(m, at, byte);

    while (next == NONE && at != 0) {
        at = m->nodes[at].fail;
        next = child_of(m, at, byte);
    }
    return next == NONE ? 0 : next;
}

/* Breadth first, so that a fail is known before it is needed. queue: room for every node. */
static void link_nodes(struct automaton *m, uint32_t *queue)
{
    uint32_t head = 0;
    uint32_t tail = 0;

    queue[tail++] = 0;
    while (head < tail) {
        uint32_t at = queue[head++];

        for (uint32_t c = m->nodes[at].child; c != NONE; c = m->nodes[c].sibling) {
            struct node *n = &m->nodes[c];

            n->fail = at == 0 ? 0 : step(m, m->nodes[at].fail, n->byte);
            n->report = n->word != NONE ? c : m->nodes[n->fail].report;
            queue[tail++] = c;
        }
    }
}

static bool sizes(const struct span *words, size_t count, size_t *out, struct err *e)
{
    size_t bytes = 0;

    for (size_t i = 0; i < count; i++) {
        if (words[i].len == 0) {
            return err_set(e, ERR_INPUT, "word %zu of a matcher is empty", i);
        }
        bytes += words[i].len;
        if (bytes > AUTOMATON_BYTES_MAX) {
            return err_set(e, ERR_LIMIT, "the words of a matcher take more than %u bytes",
                           AUTOMATON_BYTES_MAX);
        }
    }
    *out = bytes;
    return true;
}

bool automaton_new(const struct span *words, size_t count, struct automaton **out, struct err *e)
{
    struct automaton *m;
    uint32_t *queue;
    size_t bytes = 0;

    if (!sizes(words, count, &bytes, e)) {
        return false;
    }
    m = calloc(1, sizeof *m);
    queue = calloc(bytes + 1, sizeof *queue);
    if (m != NULL) {
        m->nodes = calloc(bytes + 1, sizeof *m->nodes);
        m->same = calloc(count + 1, sizeof *m->same);
    }
    if (m == NULL || queue == NULL || m->nodes == NULL || m->same == NULL) {
        free(queue);
        automaton_free(&m);
        return err_set(e, ERR_LIMIT, "no memory for a matcher of %zu words", count);
    }
    memset(m->root, 0xFF, sizeof m->root);
    m->nodes[0] = (struct node){.child = NONE, .sibling = NONE, .report = NONE, .word = NONE};
    m->count = 1;
    for (size_t i = 0; i < count; i++) {
        add_word(m, words[i], (uint32_t)i);
    }
    link_nodes(m, queue);
    free(queue);
    *out = m;
    return true;
}

void automaton_run(const struct automaton *m, struct span text, automaton_hit *hit, void *ctx)
{
    uint32_t at = 0;

    for (size_t i = 0; i < text.len; i++) {
        at = step(m, at, (uint8_t)text.at[i]);
        for (uint32_t r = m->nodes[at].report; r != NONE; r = m->nodes[m->nodes[r].fail].report) {
            for (uint32_t w = m->nodes[r].word; w != NONE; w = m->same[w]) {
                hit(ctx, w, i + 1);
            }
        }
    }
}

void automaton_free(struct automaton **m)
{
    if (*m != NULL) {
        free((*m)->nodes);
        free((*m)->same);
        free(*m);
        *m = NULL;
    }
}
