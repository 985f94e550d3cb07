// The simulator is Discord enough for a client that knows only Discord: discord.js, with nothing but its address replaced.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { ActionRowBuilder, ButtonBuilder, ButtonStyle, Client, EmbedBuilder, Events, GatewayIntentBits } from 'discord.js';

const BIN = process.env.VIGIE_BIN ?? fileURLToPath(new URL('../../build', import.meta.url));
const PATIENCE_MS = 30_000;
const INTENTS = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent];

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
  const button = new ButtonBuilder().setCustomId('validate_button').setLabel('Validé').setStyle(ButtonStyle.Success);
  const panel = await message.channel.send({
    embeds: [new EmbedBuilder().setTitle('État de la validation')],
    components: [new ActionRowBuilder().addComponents(button)],
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

for (const fault of ['drop', 'reconnect']) {
  test(`discord.js resumes after a ${fault} and misses nothing`, async () => {
    const before = await control('GET', 'state');
    const created = next(client, Events.ChannelCreate);
    const resumed = next(client, Events.ShardResume);
    await control('POST', 'gateway', { do: fault });
    await control('POST', 'channels', { name: `pendant-${fault}` });
    assert.equal((await created)[0].name, `pendant-${fault}`);
    await resumed;
    const state = await control('GET', 'state');
    assert.equal(state.identifies, 1);
    assert.equal(state.resumed, before.resumed + 1);
    assert.deepEqual(state.violations, []);
  });
}
