/* Opens the modal. It must be the first answer (facts X7), so nothing can be acknowledged before it: the row has 1.5 s to
 * come, then the form opens empty. */
#include "correction_form.h"

#include "operation.h"
#include "respond.h"
#include "row_client.h"

#define PREFILL_PATIENCE_MS 1500

struct form {
    struct bot_context *bot;
    struct interaction interaction;
};

static void free_inside(void *operation)
{
    struct form *form = operation;
    interaction_free(&form->interaction);
}

static void opened(void *ctx, enum acknowledgement acknowledgement)
{
    (void)acknowledgement; /* a failure was logged; the presser saw it */
    struct form *form = ctx;
    operation_end(form->bot, form);
}

static void row_came(void *ctx, const struct row_reply *reply)
{
    struct form *form = ctx;
    const char *earlier =
        reply->refused ? NULL : ticket_row_correction_of(reply->row, form->interaction.user_id);
    respond_modal(form->bot, &form->interaction, earlier ? earlier : "", opened, form);
}

void correction_form_open(struct bot_context *bot, struct interaction *interaction)
{
    struct form *form = operation_begin(bot, sizeof(*form), free_inside);
    *form = (struct form){bot, *interaction};
    *interaction = (struct interaction){0};
    row_client_get(bot->rows, form->interaction.channel_id, PREFILL_PATIENCE_MS, row_came, form);
}
