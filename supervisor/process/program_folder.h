/* Where our programs are: beside the executable of the supervisor. */
#ifndef VIGIE_PROGRAM_FOLDER_H
#define VIGIE_PROGRAM_FOLDER_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/* Path of the program that runs; false: nothing says where we are. From the working directory of the start
 * only. */
bool program_own_path(char self[PATH_MAX]);
/* Path of the program `name` into `path`; returns `path`, or NULL if it is too long, or
 * neither /proc nor the path that we were executed by says where we are. From the working directory of the
 * start only. */
const char *program_path(const char *name, char *path, size_t size);

#endif
