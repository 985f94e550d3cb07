"""Debian's discord.py, as it comes, with the intents that Vigie asks for and a handler that looks at each message and does
nothing: says "ready", and "seen" for each message "fin". Usage: discordpy_rival.py BASE_URL (DISCORD_TOKEN in the environment)."""
import os
import sys

import discord
import yarl


class Client(discord.Client):
    async def on_ready(self):
        print("ready", flush=True)

    async def on_message(self, message):
        if message.content == "fin":
            print("seen", flush=True)


base = sys.argv[1].rstrip("/")
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(base.replace("http", "ws", 1) + "/")
discord.http.Route.BASE = base + "/api/v10"
Client(intents=discord.Intents(guilds=True, guild_messages=True, message_content=True)).run(os.environ["DISCORD_TOKEN"], log_handler=None)
