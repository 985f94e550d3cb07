/* Panel after a press: edits the panel that was pressed, and the newest one of the ticket, so that both show the stored row. */
#ifndef VIGIE_PRESS_PANEL_H
#define VIGIE_PRESS_PANEL_H

#include "bot_context.h"
#include "interaction.h"
#include "ticket_row.h"

/* Embedded in the operation of the press; all borrowed as long as that lives. */
struct press_panel {
    struct bot_context *bot;
    const struct interaction *interaction; /* acknowledged */
    const struct ticket_row *row;          /* as stored */
    void (*on_settled)(void *ctx);
    void *ctx;
};

/* `on_settled` is called once, edited or not (a failure is logged): from inside where the ticket has no panel to edit. */
void press_panel_show(struct press_panel *panel);

#endif
