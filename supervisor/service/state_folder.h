/* STATE_DIR belongs to one supervisor at a time. */
#ifndef VIGIE_STATE_FOLDER_H
#define VIGIE_STATE_FOLDER_H

#include "err.h"

#include <stdbool.h>

/* Makes the folder if need be and locks it; the lock lasts as long as *ret_lock_fd is open.
 * ERR_UNAVAILABLE: another supervisor holds it. Else: it cannot be written. */
struct err state_folder_lock(const char *folder, int *ret_lock_fd);

/* `lock_fd` (-1: none) is the lock of the folder that bears this name now: it was not moved away, nor removed
 * and made again. */
bool state_folder_is_locked_by(const char *folder, int lock_fd);

/* Removes the regular files in `folder` and in its folders (health/), but the lock: a demo starts from
 * nothing. */
void state_folder_empty(const char *folder);

#endif
