// The rival of `make bench`: google-spreadsheet does the same work in its natural way, addRows in batches for new rows
// and row.save for known ones. A 429 is answered as Google advises: wait and try again, for the library does not.
//   node google_rival.mjs SIMULATOR-URL NEW-ROWS ROWS-PER-BATCH SAVED-ROWS     prints one JSON object
import { openSpreadsheet } from './google_redirect.mjs';
import { settingsOf } from './simulator.mjs';

const [base, fresh, batch, saved] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const settings = await settingsOf(base);
let refusals = 0;

async function patiently(attempt) {
  for (let wait = 1000; ; wait = Math.min(2 * wait, 64000)) {
    try {
      return await attempt();
    } catch (error) {
      if (!/429/.test(error.message)) throw error;
      refusals += 1;
      await new Promise((resolve) => setTimeout(resolve, wait + 1000 * Math.random()));
    }
  }
}

const began = performance.now();
const spreadsheet = openSpreadsheet(settings);
await patiently(() => spreadsheet.loadInfo());
const [sheet] = spreadsheet.sheetsByIndex;
await patiently(() => sheet.setHeaderRow(['channel_id', 'validated_by', 'corrections', 'message_id']));
const rows = Array.from({ length: fresh }, (_, n) => [String(1020827427888435211n + 1000003n * BigInt(n)),
  '[234567890123456789]', `{"234567890123456789": "Revoir l'âge n° ${n}"}`, String(1130000000000000001n + BigInt(n))]);
for (let at = 0; at < rows.length; at += batch)
  await patiently(() => sheet.addRows(rows.slice(at, at + batch), { raw: true }));
const added = performance.now();
const known = await patiently(() => sheet.getRows({ limit: saved }));
for (const row of known) {
  row.set('corrections', '{}');
  await patiently(() => row.save({ raw: true }));
}
console.log(JSON.stringify({ added_s: (added - began) / 1000, saved_s: (performance.now() - added) / 1000, refusals }));
process.exit(0);
