/* words/label.h - headings, columns and sentences of the report. */
#ifndef WORDS_LABEL_H
#define WORDS_LABEL_H

enum label {
    LABEL_TITLE,
    LABEL_COUNT
};

#endif
