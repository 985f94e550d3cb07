"""Debian's discord.py, as it comes, against the simulator: says on stdout, one JSON object a line, what happened to it.

Usage: discordpy_client.py BASE_URL [members] (DISCORD_TOKEN in the environment). Only the two addresses are replaced. It
answers every message that is not its own with an embed and two buttons (or, to "encore N", with N messages), a press of
the first with an edit of that message, of the second with a modal, the modal and /validation with words of their own.
With `members` it asks for the privileged intent, and so for everybody.
"""
import json
import os
import sys

import discord
import yarl


def say(event, **details):
    print(json.dumps({"event": event, **details}), flush=True)


class Correction(discord.ui.Modal, title="Points à corriger"):
    text = discord.ui.TextInput(label="Texte", style=discord.TextStyle.paragraph, custom_id="texte")

    async def on_submit(self, interaction):
        await interaction.response.send_message(f"Noté : {self.text.value}", ephemeral=True)
        say("submitted", text=self.text.value)


class Client(discord.Client):
    def __init__(self, **options):
        super().__init__(**options)
        self.tree = discord.app_commands.CommandTree(self)
        self.tree.add_command(discord.app_commands.Command(name="validation", description="Panneau", callback=self.validation))

    async def validation(self, interaction: discord.Interaction):
        await interaction.response.send_message("Ceci est un ticket.", ephemeral=True)
        say("commanded", user=str(interaction.user.id))

    async def setup_hook(self):
        await self.tree.sync()

    async def on_ready(self):
        guild = self.guilds[0]
        say("ready", user=str(self.user.id), guild=str(guild.id), channels=[c.name for c in guild.text_channels],
            members=len(guild.members), may_pin=bool(guild.me.guild_permissions.value >> 51 & 1),
            roles=[r.name for r in guild.me.roles])

    async def on_resumed(self):
        say("resumed")

    async def on_guild_channel_create(self, channel):
        say("channel_create", id=str(channel.id), name=channel.name)

    async def on_message(self, message):
        say("message", content=message.content, author=str(message.author.id))
        if message.author.id == self.user.id or message.type is not discord.MessageType.default:
            return
        if message.content.startswith("encore "):
            for n in range(int(message.content.split()[1])):
                await message.channel.send(str(n))
            say("repeated")
            return
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="Validé", style=discord.ButtonStyle.green, custom_id="validate_button"))
        view.add_item(discord.ui.Button(label="À corriger", style=discord.ButtonStyle.red, custom_id="correct_button"))
        panel = await message.channel.send(embed=discord.Embed(title="État de la validation"), view=view)
        await panel.pin()
        say("panel", id=str(panel.id))

    async def on_interaction(self, interaction):
        if interaction.type is not discord.InteractionType.component:
            return
        if interaction.data["custom_id"] == "correct_button":
            await interaction.response.send_modal(Correction(custom_id="correction"))
            say("asked")
            return
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
    intents.members = "members" in sys.argv[2:]
    Client(intents=intents).run(os.environ["DISCORD_TOKEN"])


main()
