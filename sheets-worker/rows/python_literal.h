/* Reads what Python's repr() prints of plain data and writes it as JSON: the predecessor kept str(list) and
 * str(dict) in its cells, and people paste printed dicts as keys. Understands None, True, False, integers,
 * strings with either quote and every escape, lists, tuples, sets and dicts whose keys are strings or
 * integers (as JSON member names). Total: any bytes end in JSON or in an error, depth and size are capped. */
#ifndef VIGIE_PYTHON_LITERAL_H
#define VIGIE_PYTHON_LITERAL_H

#include "buffer.h"
#include "err.h"

#define PYTHON_LITERAL_DEPTH_MOST 8
#define PYTHON_LITERAL_BYTES_MOST (256 * 1024)

/* Appends to `json` in the style of Python's json.dumps: ", " and ": ". Sets and tuples become arrays.
 * ERR_SYNTAX: code is the byte where it stopped. ERR_FULL: over a cap. `json` then holds rubbish. */
struct err python_literal_to_json(const char *text, size_t length, struct buffer *json);

#endif
