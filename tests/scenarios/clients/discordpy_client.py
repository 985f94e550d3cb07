"""Debian's discord.py, as it comes, against the simulator: says on stdout, one JSON object a line, what happened to it.

Usage: discordpy_client.py BASE_URL (DISCORD_TOKEN in the environment). Only the two addresses are replaced; it answers
every message that is not its own with an embed and a button, and every press with an edit of that message.
"""
import json
import os
import sys

import discord
import yarl


def say(event, **details):
    print(json.dumps({"event": event, **details}), flush=True)


class Client(discord.Client):
    async def on_ready(self):
        guild = self.guilds[0]
        say("ready", user=str(self.user.id), guild=str(guild.id), channels=[c.name for c in guild.text_channels])

    async def on_resumed(self):
        say("resumed")

    async def on_guild_channel_create(self, channel):
        say("channel_create", id=str(channel.id), name=channel.name)

    async def on_message(self, message):
        say("message", content=message.content, author=str(message.author.id))
        if message.author.id == self.user.id or message.type is not discord.MessageType.default:
            return
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="Validé", style=discord.ButtonStyle.green, custom_id="validate_button"))
        panel = await message.channel.send(embed=discord.Embed(title="État de la validation"), view=view)
        await panel.pin()
        say("panel", id=str(panel.id))

    async def on_interaction(self, interaction):
        say("interaction", custom_id=interaction.data["custom_id"], user=str(interaction.user.id),
            manages=interaction.permissions.manage_channels)
        await interaction.response.defer()
        await interaction.edit_original_response(content="Validé par %s" % interaction.user.mention)
        await interaction.followup.send("Enregistré.", ephemeral=True)
        say("answered")


def main():
    base = sys.argv[1].rstrip("/")
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(base.replace("http", "ws", 1) + "/")
    discord.http.Route.BASE = base + "/api/v10"
    intents = discord.Intents.default()
    intents.message_content = True
    Client(intents=intents).run(os.environ["DISCORD_TOKEN"])


main()
