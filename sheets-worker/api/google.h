/* One authorised call to the Sheets API: sends it, measures it, says what came of it. Owned by main. */
#ifndef VIGIE_GOOGLE_H
#define VIGIE_GOOGLE_H

#include "outcome.h"
#include "requests.h"

struct google;
struct http_client;
struct metrics;
struct token;

struct google_options {
    struct http_client *http; /* all borrowed until google_destroy */
    struct token *token;
    struct metrics *metrics;
    const char *client_email;
};

struct google *google_create(const struct google_options *options);
/* Cancels what runs, without callback. Accepts NULL. */
void google_destroy(struct google **google);

/* `body` lives during the call. */
typedef void google_on_done(void *ctx, const struct outcome *outcome, const char *body, size_t length);

/* Needs a token (token_header) and no call under way. The request is read during this call only. */
void google_send(struct google *google, const struct api_request *request, google_on_done *on_done,
                 void *ctx);

#endif
