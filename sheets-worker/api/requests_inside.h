/* What the files of requests.h share. */
#ifndef VIGIE_REQUESTS_INSIDE_H
#define VIGIE_REQUESTS_INSIDE_H

#include "json_writer.h"
#include "requests.h"

/* Method and address up to the spreadsheet. */
void request_begin(struct api_request *request, const struct api_place *place, const char *method,
                   bool is_write);

#endif
