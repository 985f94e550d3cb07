/* Discord's channel objects. https://discord.com/developers/docs/resources/channel#channel-object */
#include "channel_cache.h"
#include "permission_bits.h"

void channel_cache_put_json(struct channel_cache *c, const struct json_value *channel, uint64_t guild_id)
{
    struct overwrite overwrites[OVERWRITES_MOST];
    const struct json_value *list = json_get(channel, "permission_overwrites");
    uint64_t own_guild = json_id(json_get(channel, "guild_id"));
    int64_t type = json_int(json_get(channel, "type"), UINT8_MAX);
    size_t count = json_length(list);
    bool known = json_is_array(list) && count <= OVERWRITES_MOST;
    for (size_t i = 0; known && i < count; i++) {
        const struct json_value *from = json_at(list, i);
        overwrites[i] =
            (struct overwrite){json_id(json_get(from, "id")), permission_bits(json_get(from, "allow")),
                               permission_bits(json_get(from, "deny"))};
    }
    struct cached_channel put = {
        .id = json_id(json_get(channel, "id")),
        .guild_id = own_guild ? own_guild : guild_id,
        .type = type >= 0 && type < UINT8_MAX ? (uint8_t)type : UINT8_MAX,
        .name = json_text(json_get(channel, "name"), ""),
        .overwrites = overwrites,
        .overwrite_count = known ? (uint16_t)count : 0,
        .overwrites_known = known,
    };
    if (put.id)
        (void)channel_cache_put(c, &put); /* refused: counted */
}
