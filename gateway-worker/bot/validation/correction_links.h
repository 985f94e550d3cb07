/* Links in a correction: makes each `[#channel-name]` of its text a channel mention. */
#ifndef VIGIE_CORRECTION_LINKS_H
#define VIGIE_CORRECTION_LINKS_H

#include "bot_context.h"
#include "interaction.h"

/* Embedded in the operation of the press; all borrowed as long as that lives. */
struct correction_links {
    struct bot_context *bot;
    struct interaction *interaction; /* whose `input` is replaced */
    void (*on_linked)(void *ctx);
    void *ctx;
};

/* `on_linked` is called once, from inside where nothing has to be asked for. Names that cannot be found stay as they were typed. */
void correction_links_make(struct correction_links *links);

#endif
