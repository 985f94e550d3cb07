/* What a request says in its headers, and the headers of its answer. */
#ifndef VIGIE_REQUEST_H
#define VIGIE_REQUEST_H

#include "h2o_door.h"
#include "language_choice.h"
#include "routes.h"

/* `lower_name`, `name` and `value` must live as long as the request. */
void request_add_header(h2o_req_t *req, const char *lower_name, const char *name, const char *value);

/* Type, caching, and for a page the content security policy. */
void request_add_headers(h2o_req_t *req, enum route_kind kind, const char *content_type);

/* Closes the connection behind the answer where another reader may see another end of the request
 * (framing.h). */
void request_close_if_doubtful(h2o_req_t *req);

struct language_choice request_language(const h2o_req_t *req);
/* Says which language the answer is in, and remembers it where it was asked for. */
void request_add_language(h2o_req_t *req, struct language_choice choice);

#endif
