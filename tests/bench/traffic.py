"""What a community says over the Gateway, in the shapes of Discord's documentation: the streams with which clients are fed.
https://discord.com/developers/docs/events/gateway-events"""
GUILD = "1020000000000000001"  # the simulator's
LOBBY = "1020000000000000020"
TIME = "2024-05-04T12:00:00.000000+00:00"
PEOPLE = [str(234567890123456000 + n) for n in range(8)]
SAID = ["$w $w $w $w $w $w, $w $w $w $w.", "ok", "$w 🎭 !", "$w $w $w $w $w : $w $w $w $w, $w $w $w $w $w $w $w $w $w.",
        "$w $w $w $w $w ? $w $w $w $w $w $w.", "$w $w", "😂😂", "$w $w $w $w."]  # by the simulator's words: CONTROL.md, dispatch


def user(person):
    return {"id": person, "username": f"membre{person[-3:]}", "global_name": f"Membre {person[-3:]}", "discriminator": "0",
            "avatar": f"{int(person) * 0x9e3779b97f4a7c15 % 2**128:032x}", "bot": False, "public_flags": 0}


def member(person):
    return {"roles": [LOBBY[:-2] + "31"], "nick": None, "joined_at": TIME, "premium_since": None, "deaf": False, "mute": False,
            "flags": 0, "pending": False, "avatar": None, "communication_disabled_until": None}


def message(person, content):
    return {"type": 0, "tts": False, "timestamp": "2024-05-04T12:00:00.$r+00:00", "pinned": False, "nonce": "1130000000$r", "mentions": [], "mention_roles": [],
            "mention_everyone": False, "member": member(person), "id": "1130000000$r", "flags": 0, "embeds": [],
            "edited_timestamp": None, "content": content, "components": [], "channel_id": LOBBY, "channel_type": 0,
            "author": user(person), "attachments": [], "guild_id": GUILD}


def messages(suffix=""):
    return [{"t": "MESSAGE_CREATE", "d": message(p, w + suffix), "share": 1} for p, w in zip(PEOPLE, SAID)]


def reaction(person):
    return {"user_id": person, "message_id": "1130000000$r", "channel_id": LOBBY, "guild_id": GUILD, "type": 0, "burst": False,
            "emoji": {"id": None, "name": "👍"}}


def presence(person):
    return {"user": {"id": person}, "guild_id": GUILD, "status": "online", "client_status": {"desktop": "online"},
            "activities": [{"type": 0, "name": "Citadelle", "id": "$r", "created_at": 1714824000000, "details": "En jeu"}]}


def voice(person):
    return {"member": {"user": user(person), **member(person)}, "user_id": person, "channel_id": LOBBY, "guild_id": GUILD,
            "session_id": "$r$r$r", "deaf": False, "mute": False, "self_deaf": False, "self_mute": True, "self_video": False,
            "suppress": False, "request_to_speak_timestamp": None}


def mixed():
    """A lively server: of a hundred events, 32 are messages."""
    one, two = PEOPLE[:2]
    others = [("TYPING_START", 20, {"user_id": one, "timestamp": 1714824000, "channel_id": LOBBY, "guild_id": GUILD,
                                    "member": {"user": user(one), **member(one)}}),
              ("PRESENCE_UPDATE", 20, presence(two)),
              ("MESSAGE_REACTION_ADD", 10, {**reaction(one), "member": {"user": user(one), **member(one)}, "message_author_id": two}),
              ("MESSAGE_REACTION_REMOVE", 2, reaction(one)),
              ("MESSAGE_UPDATE", 5, {**message(one, SAID[0]), "edited_timestamp": TIME}),
              ("MESSAGE_DELETE", 2, {"id": "1130000000$r", "channel_id": LOBBY, "guild_id": GUILD}),
              ("VOICE_STATE_UPDATE", 5, voice(two)),
              ("GUILD_MEMBER_UPDATE", 4, {"guild_id": GUILD, "user": user(one), **member(one)})]
    return [{**kind, "share": 4} for kind in messages()] + [{"t": t, "share": share, "d": d} for t, share, d in others]


STREAMS = {"mixed community traffic": mixed(), "MESSAGE_CREATE": messages(),
           "MESSAGE_CREATE with a document's link": messages(" https://docs.google.com/document/d/1a2b3c")}


def guild_of(members, channels=50):
    """A GUILD_CREATE as Discord sends it to a bot that asks for members: about 300 bytes each."""
    people = [{"user": user(str(700000000000000000 + n)), **member("0")} for n in range(members)]
    return {"id": "600000000000000000", "name": "Mille", "member_count": members, "members": people, "unavailable": False,
            "large": True, "joined_at": TIME, "owner_id": "700000000000000000", "emojis": [], "stickers": [], "features": [],
            "voice_states": [], "threads": [], "presences": [], "stage_instances": [], "guild_scheduled_events": [],
            "verification_level": 0, "default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0,
            "premium_tier": 0, "nsfw_level": 0, "preferred_locale": "fr", "afk_timeout": 300, "system_channel_flags": 0,
            "channels": [{"id": str(610000000000000000 + n), "type": 0, "name": f"salon-{n}", "position": n,
                          "permission_overwrites": []} for n in range(channels)],
            "roles": [{"id": "600000000000000000" if n == 0 else str(620000000000000000 + n), "name": f"role-{n}", "permissions": "0",
                       "color": 0, "hoist": False, "position": n, "managed": False, "mentionable": False} for n in range(20)]}
