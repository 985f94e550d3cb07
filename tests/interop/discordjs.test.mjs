// The simulator is Discord enough for a client that knows only Discord: discord.js, with nothing but its address replaced.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import {
  ActionRowBuilder, ButtonBuilder, ButtonStyle, Client, EmbedBuilder, Events, GatewayIntentBits, ModalBuilder, PermissionFlagsBits,
  TextInputBuilder, TextInputStyle,
} from 'discord.js';

const BIN = process.env.VIGIE_BIN ?? fileURLToPath(new URL('../../build', import.meta.url));
const PATIENCE_MS = 30_000;
const INTENTS = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMembers, GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent];
const CROWD = 1100;

let simulator;
let base;
let client;

async function control(method, where, body) {
  const answer = await fetch(new URL(`/control/${where}`, base), {
    method, body: body && JSON.stringify(body), headers: { 'Content-Type': 'application/json' },
  });
  assert.ok(answer.ok, `${method} ${where}: ${answer.status}`);
  return where === 'env' ? answer.text() : answer.json();
}

/** The next event of that name, with its arguments. */
const next = (emitter, name) => once(emitter, name, { signal: AbortSignal.timeout(PATIENCE_MS) });

const ticket = async () => (await control('GET', 'channels')).find((channel) => channel.name.startsWith('【🎭】'));

before(async () => {
  simulator = spawn(path.join(BIN, 'simulator'), ['--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  base = await new Promise((resolve, reject) => {
    simulator.once('exit', (status) => reject(new Error(`the simulator ended with ${status}`)));
    simulator.stdout.on('data', (text) => {
      const found = /^simulator: (http:\S+)/m.exec(text);
      if (found) resolve(found[1]);
    });
  });
  client = new Client({ intents: INTENTS, rest: { api: new URL('/api', base).href } });
  const token = /^DISCORD_TOKEN=(.+)$/m.exec(await control('GET', 'env'))[1];
  const ready = next(client, Events.ClientReady);
  await client.login(token);
  await ready;
});

after(async () => {
  await client?.destroy();
  simulator.removeAllListeners('exit');
  simulator.kill();
});

// One session through one story: each test goes on where the one before it ended.

test('discord.js reaches ready and sees the guild', async () => {
  const state = await control('GET', 'state');
  assert.equal(client.user.id, state.bot.id);
  const guild = await client.guilds.fetch(state.guild.id);
  assert.ok(guild.channels.cache.some((channel) => channel.name === 'général'));
  assert.equal(state.identifies, 1);
  assert.deepEqual(state.violations, []);
});

test('discord.js receives a message and answers it with a panel', async () => {
  const { id } = await ticket();
  const received = next(client, Events.MessageCreate);
  await control('POST', 'messages', { channel_id: id, content: 'Bonjour à tous' });
  const [message] = await received;
  assert.equal(message.content, 'Bonjour à tous');
  const validate = new ButtonBuilder().setCustomId('validate_button').setLabel('Validé').setStyle(ButtonStyle.Success);
  const correct = new ButtonBuilder().setCustomId('correct_button').setLabel('À corriger').setStyle(ButtonStyle.Danger);
  const panel = await message.channel.send({
    embeds: [new EmbedBuilder().setTitle('État de la validation')],
    components: [new ActionRowBuilder().addComponents(validate, correct)],
  });
  await panel.pin();
  const seen = (await ticket()).messages.find((m) => m.id === panel.id);
  assert.equal(seen.embeds[0].title, 'État de la validation');
  assert.equal(seen.pinned, true);
});

test('discord.js receives a press and answers it', async () => {
  const { id } = await ticket();
  const received = next(client, Events.InteractionCreate);
  const pressed = await control('POST', 'press', { channel_id: id, custom_id: 'validate_button' });
  const [interaction] = await received;
  assert.ok(interaction.isButton());
  assert.equal(interaction.customId, 'validate_button');
  await interaction.deferUpdate();
  await interaction.editReply({ content: `Validé par ${interaction.user}` });
  await interaction.followUp({ content: 'Enregistré.', flags: 64 });
  const seen = await control('GET', `interactions/${pressed.interaction_id}`);
  assert.equal(seen.acknowledged, true);
  assert.equal(seen.callback_type, 6);
  assert.equal(seen.followups[0].content, 'Enregistré.');
});

test('discord.js registers a command and answers it', async () => {
  const { id } = await ticket();
  await client.application.commands.set([{ name: 'validation', description: 'Affiche le panneau' }]);
  const received = next(client, Events.InteractionCreate);
  const used = await control('POST', 'command', { channel_id: id, name: 'validation' });
  const [interaction] = await received;
  assert.ok(interaction.isChatInputCommand());
  assert.equal(interaction.commandName, 'validation');
  assert.ok(interaction.memberPermissions.has(PermissionFlagsBits.ManageChannels));
  await interaction.reply({ content: 'Ceci est un ticket.', flags: 64 });
  const seen = await control('GET', `interactions/${used.interaction_id}`);
  assert.equal(seen.callback_type, 4);
  assert.equal(seen.ephemeral[0].content, 'Ceci est un ticket.');
});

test('discord.js opens a modal and reads what was typed', async () => {
  const { id } = await ticket();
  const pressed = next(client, Events.InteractionCreate);
  await control('POST', 'press', { channel_id: id, custom_id: 'correct_button' });
  const [press] = await pressed;
  const input = new TextInputBuilder().setCustomId('texte').setLabel('Texte').setStyle(TextInputStyle.Paragraph);
  await press.showModal(new ModalBuilder().setCustomId('correction').setTitle('Points à corriger')
    .addComponents(new ActionRowBuilder().addComponents(input)));
  const submitted = next(client, Events.InteractionCreate);
  const sent = await control('POST', 'modal', { channel_id: id, custom_id: 'correction', input: "Revoir l'âge" });
  const [submit] = await submitted;
  assert.ok(submit.isModalSubmit());
  assert.equal(submit.fields.getTextInputValue('texte'), "Revoir l'âge");
  await submit.deferReply({ flags: 64 });
  await submit.editReply({ content: 'Noté.' });
  const seen = await control('GET', `interactions/${sent.interaction_id}`);
  assert.equal(seen.callback_type, 5);
  assert.equal(seen.original.content, 'Noté.');
});

test('discord.js is told where a body is wrong', async () => {
  const channel = await client.channels.fetch((await ticket()).id);
  await assert.rejects(channel.send({ content: 'x'.repeat(2001) }), (error) => {
    assert.equal(error.code, 50035);
    assert.equal(error.rawError.errors.content._errors[0].code, 'BASE_TYPE_MAX_LENGTH');
    assert.match(error.message, /content\[BASE_TYPE_MAX_LENGTH\]: Must be 2000 or fewer in length\./);
    return true;
  });
});

test('discord.js is refused what the bot may not do', async () => {
  const { id } = await ticket();
  const channel = await client.channels.fetch(id);
  const changed = next(client, Events.ChannelUpdate);
  await control('PATCH', `channels/${id}`, {
    permission_overwrites: [{ id: client.user.id, type: 1, allow: '0', deny: String(PermissionFlagsBits.SendMessages) }],
  });
  await changed;
  assert.equal(channel.permissionsFor(client.user).has(PermissionFlagsBits.SendMessages), false);
  await assert.rejects(channel.send({ content: 'Non' }), { code: 50013 });
  const back = next(client, Events.ChannelUpdate);
  await control('PATCH', `channels/${id}`, { permission_overwrites: [] });
  await back;
});

test('discord.js obeys the limits that it is told', async () => {
  const { id } = await control('POST', 'channels', { name: 'limites' });
  const channel = await client.channels.fetch(id);
  await control('POST', 'rest', {
    method: 'POST', path: `/channels/${id}/messages`, status: 429, times: 1,
    headers: { Via: '1.1 google', 'Retry-After': '1', 'X-RateLimit-Scope': 'user', 'Content-Type': 'application/json' },
    body: { message: 'You are being rate limited.', retry_after: 1, global: false },
  });
  for (let n = 0; n < 7; n++) await channel.send({ content: String(n) });
  const posts = (await control('GET', 'requests'))
    .filter((request) => request.method === 'POST' && request.path.endsWith(`/channels/${id}/messages`));
  assert.deepEqual(posts.map((post) => post.status), [429, ...Array(7).fill(200)]);
  assert.ok(posts[1].at_ms - posts[0].at_ms >= 995);
});

test('discord.js is told of everybody in chunks', async () => {
  await control('POST', 'members', { count: CROWD });
  const guild = await client.guilds.fetch((await control('GET', 'state')).guild.id);
  assert.equal((await guild.members.fetch()).size, CROWD + 3);
  assert.deepEqual((await control('GET', 'state')).violations, []);
});

test('discord.js identifies anew when its session is gone', async () => {
  const ready = next(client, Events.ShardReady);
  await control('POST', 'gateway', { do: 'invalid_session', resumable: false });
  await ready;
  const state = await control('GET', 'state');
  assert.equal(state.identifies, 2);
  assert.deepEqual(state.violations, []);
});

for (const [fault, order] of Object.entries({
  'a drop': { do: 'drop' }, 'op 7': { do: 'reconnect' }, 'op 9 true': { do: 'invalid_session', resumable: true },
})) {
  test(`discord.js resumes after ${fault} and misses nothing`, async () => {
    const before = await control('GET', 'state');
    const created = next(client, Events.ChannelCreate);
    const resumed = next(client, Events.ShardResume);
    await control('POST', 'gateway', order);
    await control('POST', 'channels', { name: `pendant-${fault}` });
    assert.equal((await created)[0].name, `pendant-${fault}`);
    await resumed;
    const state = await control('GET', 'state');
    assert.equal(state.identifies, before.identifies);
    assert.equal(state.resumed, before.resumed + 1);
    assert.deepEqual(state.violations, []);
  });
}
