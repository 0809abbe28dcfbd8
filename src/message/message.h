/* message/message.h - what a message says once it is read: facts, no judgement.
 *
 * Duty      one struct of plain fields that the judge looks at. message/read.h fills it.
 * Owns      nothing: every span and array lies in the arena that was given to the reader or is
 *           static, none in the bytes that were read. What a message does not have is an empty span or a zero count.
 * Text      UTF-8, well formed, lines ended by '\n' without spaces at their ends, no other control
 *           character. "Match form" is NFKC with case folded and invisible characters gone (Unicode
 *           TR 15 and 44, NFKC_Casefold): words of a list are in it before they are looked for.
 */
#ifndef MESSAGE_MESSAGE_H
#define MESSAGE_MESSAGE_H

#include "base/span.h"

#include <stdint.h>

enum message_kind {
    MESSAGE_MAIL,
    MESSAGE_SMS,
    MESSAGE_TEXT, /* pasted text, perhaps with the headers a program shows pasted above it */
};

/* Why the struct may hold less than the message: bits of message.limits. A message with any of
 * them is never called genuine. */
enum message_limit {
    MESSAGE_LIMIT_BYTES = 1 << 0,     /* longer than MESSAGE_BYTES_MAX: the rest was not read */
    MESSAGE_LIMIT_LINES = 1 << 1,     /* more lines than MESSAGE_LINES_MAX */
    MESSAGE_LIMIT_PARTS = 1 << 2,     /* more parts than MESSAGE_PARTS_MAX */
    MESSAGE_LIMIT_DEPTH = 1 << 3,     /* parts or tags nested deeper than the MAXes for them */
    MESSAGE_LIMIT_HEADERS = 1 << 4,   /* a header longer than MESSAGE_HEADER_MAX, or too many */
    MESSAGE_LIMIT_TEXT = 1 << 5,      /* more text than MESSAGE_TEXT_MAX */
    MESSAGE_LIMIT_HTML = 1 << 6,      /* more HTML than MESSAGE_HTML_MAX or MESSAGE_NODES_MAX */
    MESSAGE_LIMIT_LINKS = 1 << 7,     /* more links than MESSAGE_LINKS_MAX, or a longer one */
    MESSAGE_LIMIT_ADDRESSES = 1 << 8, /* more addresses in one header than MESSAGE_ADDRESSES_MAX */
    MESSAGE_LIMIT_ATTACHMENTS = 1 << 9, /* more attachments than MESSAGE_ATTACHMENTS_MAX */
    MESSAGE_LIMIT_MEMORY = 1 << 10,     /* the arena was full before the message was read */
};

/* What is broken in it: bits of message.damage. Honest mail has some of it too. */
enum message_damage {
    MESSAGE_DAMAGE_CHARSET = 1 << 0,  /* bytes that no character set explains: U+FFFD in the text */
    MESSAGE_DAMAGE_DECLARED = 1 << 1, /* the declared character set is unknown or another one */
    MESSAGE_DAMAGE_HEADER = 1 << 2,   /* an encoded word or parameter that cannot be decoded */
    MESSAGE_DAMAGE_STRUCTURE = 1 << 3, /* a multipart that does not end or has no parts */
    MESSAGE_DAMAGE_EMPTY = 1 << 4,     /* neither a header nor a text was found */
};

/* Whether the message is inside another one; then the header fields tell of the inner message, and
 * its text begins at message.forward_at. Whoever forwarded it could have written any of it: nothing
 * in it authenticates. */
enum message_forward {
    MESSAGE_FORWARD_NONE,
    MESSAGE_FORWARD_ATTACHED, /* a message/rfc822 part: its headers are whole */
    MESSAGE_FORWARD_INLINE,   /* headers quoted in a text: written by whoever forwarded it */
};

struct message_address {
    struct span name;    /* display name, decoded; also a name that came without an address */
    struct span address; /* local@domain as written, the domain in ASCII lower case */
    struct span local;   /* within address */
    struct span domain;  /* within address; as written otherwise, so not ASCII for some */
};

struct message_addresses {
    const struct message_address *at;
    size_t count;
};

/* One Authentication-Results (RFC 8601) or ARC-Authentication-Results (RFC 8617) header. The
 * topmost is the first: it was written last. Nothing here is believed yet. */
struct message_auth {
    struct span server; /* authserv-id, ASCII lower case; empty when left out */
    struct span value;  /* what follows the authserv-id (and version), unfolded */
    uint32_t instance;  /* i= of an ARC header, 0 for the other kind */
    uint32_t order;     /* place among all headers of both kinds, 0 the topmost */
};

/* One DKIM-Signature header, topmost first: claimed, not verified. */
struct message_dkim {
    struct span domain;   /* d=, ASCII lower case */
    struct span selector; /* s= */
};

enum message_place {
    MESSAGE_PLACE_A,     /* <a href>, <area href> */
    MESSAGE_PLACE_FORM,  /* where a form is sent to */
    MESSAGE_PLACE_IMAGE, /* where a picture is fetched from: nobody clicks on it */
    MESSAGE_PLACE_PLAIN, /* written out in plain text, or in HTML outside a link */
};

enum message_role {
    MESSAGE_ROLE_FOOTER =
        1 << 0,                 /* in the last part of a text, or its words are those of a footer */
    MESSAGE_ROLE_LOGO = 1 << 1, /* shows a picture and no words, near the top */
    MESSAGE_ROLE_BUTTON = 1 << 2, /* looks or reads like the one to press; when none does,
                                     the first that is neither footer nor logo */
    MESSAGE_ROLE_HIDDEN = 1 << 3, /* inside text nobody sees */
    MESSAGE_ROLE_BARE = 1 << 4,   /* written without a scheme ("example.jp/x"): may be no link */
};

struct message_link {
    struct span target; /* the whole address, white space taken out as browsers do */
    struct span scheme; /* ASCII lower case without ':'; "https", "mailto", "tel"; empty if bare */
    struct span host;   /* ASCII lower case, percent-decoded, without user, port and last dot; the
                           domain of a mailto; "[...]" for IPv6; not ASCII when written so */
    struct span shown;  /* the words of the link, or the alt text of its picture */
    enum message_place place;
    uint32_t roles; /* bits of enum message_role */
    size_t at;      /* byte of message.text where it stands */
    bool has_user;  /* "https://brand.example@host/": what stands before '@' is no host */
};

enum message_content {
    MESSAGE_CONTENT_OTHER,
    MESSAGE_CONTENT_HTML,    /* opens in a browser: HTML, SVG, MHTML, by type or by name */
    MESSAGE_CONTENT_ARCHIVE, /* zip, rar, 7z, iso, img and their kind */
    MESSAGE_CONTENT_PROGRAM, /* runs when opened: exe, js, lnk, macro documents, apk, profile */
    MESSAGE_CONTENT_DOCUMENT,
    MESSAGE_CONTENT_IMAGE,
    MESSAGE_CONTENT_MESSAGE,
};

/* Noted, never opened. */
struct message_attachment {
    struct span name; /* decoded; empty for many pictures */
    struct span type; /* "text/html", ASCII lower case, as declared */
    uint64_t size;    /* bytes once decoded */
    enum message_content content;
    bool shown_inline; /* not offered for saving, or has a Content-ID */
};

struct message {
    enum message_kind kind;
    uint32_t limits; /* bits of enum message_limit */
    uint32_t damage; /* bits of enum message_damage */

    struct message_addresses from; /* of an SMS: one entry, the sender as its name */
    struct message_addresses sender;
    struct message_addresses reply_to;
    struct message_addresses return_path;
    struct message_addresses to;
    struct message_addresses cc;
    struct message_addresses delivered_to; /* Delivered-To and X-Original-To */
    struct span subject;
    struct span subject_match; /* in match form */
    struct span message_id;    /* without the angle brackets */
    struct span list_id;
    struct span list_unsubscribe;
    struct span mailer; /* X-Mailer or User-Agent */
    int64_t date_ms;    /* 0 when there is none or it cannot be read */
    const struct message_auth *auths;
    size_t auth_count;
    const struct message_dkim *dkims;
    size_t dkim_count;

    struct span text;   /* all that can be seen: plain parts, then those of HTML */
    struct span plain;  /* within text: of the parts that are text/plain */
    struct span html;   /* within text: what a browser would show of the HTML parts */
    struct span match;  /* text in match form, line by line */
    struct span hidden; /* what HTML holds and a browser would not show, preheaders included */
    const struct message_link *links; /* in the order of text */
    size_t link_count;
    const struct message_attachment *attachments;
    size_t attachment_count;

    bool has_plain;
    bool has_html;
    bool html_in_base64; /* an HTML part was sent as base64 */
    uint32_t images;     /* pictures shown in the text, embedded or fetched */
    uint32_t forms;      /* <form> */
    uint32_t password_fields;
    uint32_t invisible; /* zero-width and other invisible characters in subject, names, text */
    struct span qr;     /* the words, alt text or file name that tell of a QR code */

    enum message_forward forward;
    struct message_addresses outer_from; /* who forwarded it */
    struct span outer_subject;
    size_t forward_at; /* byte of text where the forwarded message begins; 0 for none */
};

#endif
