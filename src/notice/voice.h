/* notice/voice.h - what a voice is made of; for the files of this room. */
#ifndef NOTICE_VOICE_H
#define NOTICE_VOICE_H

#include "notice/compose.h"
#include "notice/templates.h"
#include "words/clock.h"
#include "words/tell.h"

#include <pthread.h>

struct notice_voice {
    struct notice_setup setup; /* its texts are copies in `own` */
    struct arena *own;
    struct clock *clock;
    struct template_set *templates;
    pthread_mutex_t *lock; /* of the clock */
    struct home_countries home;
    uint8_t never[NEVER_COUNT]; /* enum tell_never, as the setting orders them */
    size_t never_count;
};

/* "www.example.jp/check" of "https://www.example.jp/check", without a "/" at the end. */
struct span voice_host_text(const char *url);

#endif
