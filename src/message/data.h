/* message/data.h - the files of data/ that are inside the program. */
#ifndef MESSAGE_DATA_H
#define MESSAGE_DATA_H

#include "message/known.h"
#include "message/weights.h"
#include "message/wording.h"

#endif
