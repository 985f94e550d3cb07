// A rival of `make bench`: discord.js as it comes, with the intents that Vigie asks for and a handler that looks at each
// message and does nothing: says "ready", and "seen" for each message "fin".
//   node discordjs_rival.mjs SIMULATOR-URL     with DISCORD_TOKEN in the environment
import { Client, Events, GatewayIntentBits } from 'discord.js';

const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent],
  rest: { api: new URL('/api', process.argv[2]).href },
});
client.on(Events.ClientReady, () => console.log('ready'));
client.on(Events.MessageCreate, (message) => {
  if (message.content === 'fin') console.log('seen');
});
await client.login(process.env.DISCORD_TOKEN);
