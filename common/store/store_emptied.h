/* A database file of no length, or one that is gone while its write-ahead log is there: SQLite would take it
 * for a new one and delete the log, with every row that only the log holds.
 * https://www.sqlite.org/fileformat2.html#walformat */
#ifndef VIGIE_STORE_EMPTIED_H
#define VIGIE_STORE_EMPTIED_H

#include <stdbool.h>

/* Before store_open, on a path that nobody has open. True: the file was emptied. If its log holds anything,
 * the file gets one empty page, so that SQLite reads the log; store_open then finds either a whole database
 * or a broken one, which it moves aside with its log. */
bool store_emptied(const char *path);

#endif
