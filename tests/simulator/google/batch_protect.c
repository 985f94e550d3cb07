/* addProtectedRange, deleteProtectedRange. */
#include "batch.h"

#include "protection_json.h"

static const char *account_of(const struct batch *b)
{
    return b->editor.account ? b->editor.account : "";
}

bool batch_add_protection(struct batch *b, const struct json_value *args)
{
    const struct json_value *v = json_get(args, "protectedRange");
    struct protection fresh;
    const char *wrong = batch_tab(b, json_get(v, "range")) ? protection_read(v, account_of(b), &fresh) : "";
    if (wrong)
        return wrong[0] ? batch_refuse(b, "%s", wrong) : false;
    const struct protection *added = protections_add(&b->editor.book->protections, fresh);
    if (!added)
        return batch_refuse(b, "The protected range cannot be added: its id is taken, or there are %d.",
                            PROTECTIONS_MOST);
    jw_key(b->reply, "addProtectedRange");
    jw_object(b->reply);
    jw_key(b->reply, "protectedRange");
    protection_write(added, account_of(b), b->reply);
    jw_object_end(b->reply);
    return true;
}

bool batch_delete_protection(struct batch *b, const struct json_value *args)
{
    struct protections *protections = &b->editor.book->protections;
    int32_t id = (int32_t)json_int(json_get(args, "protectedRangeId"), 0);
    for (size_t i = 0; i < protections->count; i++)
        if (protections->list[i].id == id && !protection_admits(&protections->list[i], account_of(b)))
            return batch_refuse(b, "%s", protection_refusal);
    return protections_remove(protections, id) || batch_refuse(b, "No protected range with id: %d", id);
}
