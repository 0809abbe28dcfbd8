/* store/sqlite.h - a store in one SQLite file: write-ahead log, synchronous=FULL.
 *
 * Owns      the file for as long as the store is open: a second store on the same file, in this or
 *           another process, is refused. FILE-wal, FILE-shm and FILE-lock stand beside it meanwhile.
 * Limits    resident memory at most about 71 MiB, whatever the file holds (docs/store.md).
 */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include "store/store.h"

#define STORE_SQLITE_VERSION 5              /* of the tables: PRAGMA user_version */
#define STORE_SQLITE_APPLICATION 0x4d696f62 /* "Miob": PRAGMA application_id */

/* Opens the file, or makes it, and brings its tables to this version. The file and what is in it
 * stay as they were when this fails.
 *
 * path     a file name of the operating system; kept no longer than the call
 * errors   ERR_CONFIG  a directory, not SQLite, not Mioboe's, made by a newer Mioboe
 *          ERR_SYSTEM  the kernel refused (sys): no such directory, not permitted, read-only
 *          ERR_STORE   in use by another process for longer than 5 seconds; disk full; damaged
 */
bool store_sqlite_open(const char *path, struct store **out, struct err *e) MUST_CHECK;

#endif
