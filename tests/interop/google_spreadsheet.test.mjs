// What unmodified clients of Google do, the simulator answers as they expect.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { authorise, openSpreadsheet, settingsOf } from './google_redirect.mjs';

const BIN = process.env.VIGIE_BIN ?? fileURLToPath(new URL('../../build', import.meta.url));
const HEADER = ['channel_id', 'validated_by', 'corrections', 'message_id'];
const ID = '1020827427888435210'; // a double would hold …435200

let simulator;
let base;
let settings;

async function control(method, where, body) {
  const answer = await fetch(new URL(`/control/${where}`, base), {
    method, body: body && JSON.stringify(body), headers: { 'Content-Type': 'application/json' },
  });
  assert.ok(answer.ok, `${method} ${where}: ${answer.status}`);
  return answer.json();
}

before(async () => {
  simulator = spawn(path.join(BIN, 'simulator'), ['--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  base = await new Promise((resolve, reject) => {
    simulator.once('exit', (status) => reject(new Error(`the simulator ended with ${status}`)));
    simulator.stdout.on('data', (text) => {
      const found = /^simulator: (http:\S+)/m.exec(text);
      if (found) resolve(found[1]);
    });
  });
  settings = await settingsOf(base);
});

after(() => simulator.kill());
beforeEach(() => control('POST', 'reset'));

async function sheetWithHeader() {
  const spreadsheet = openSpreadsheet(settings);
  await spreadsheet.loadInfo();
  const [sheet] = spreadsheet.sheetsByIndex;
  await sheet.setHeaderRow(HEADER);
  return sheet;
}

test('google-auth-library is granted a token for the assertion that it signs', async () => {
  const { token } = await authorise(settings).getAccessToken();
  assert.ok(token.length > 20);
  const google = await control('GET', 'google');
  assert.equal(google.rejected_signatures, 0);
});

test('google-auth-library reports the error of a deleted account in its own words', async () => {
  await control('POST', 'google/mode', { account_deleted: true });
  await assert.rejects(authorise(settings).getAccessToken(), /invalid_grant/);
  await control('POST', 'google/mode', { account_deleted: false });
});

test('google-spreadsheet loads the tabs of the sheet', async () => {
  const spreadsheet = openSpreadsheet(settings);
  await spreadsheet.loadInfo();
  assert.equal(spreadsheet.sheetCount, 1);
  assert.deepEqual([spreadsheet.sheetsByIndex[0].rowCount, spreadsheet.sheetsByIndex[0].columnCount], [1000, 26]);
});

test('rows that google-spreadsheet adds come back byte for byte, ids as text', async () => {
  const sheet = await sheetWithHeader();
  const rows = [[ID, '[234567890123456789]', '{"1": "Revoir l\'âge 🎭"}', '1130000000000000000'], ['1020827427888435211', '[]', '{}', '']];
  await sheet.addRows(rows, { raw: true });
  const read = await sheet.getRows();
  assert.deepEqual(read.map((row) => HEADER.map((name) => row.get(name) ?? '')), rows);
  const kept = (await control('GET', 'sheet')).rows[1][0];
  assert.deepEqual(kept, { type: 'string', value: ID });
});

test('without raw an id becomes the rounded number that people complain about', async () => {
  const sheet = await sheetWithHeader();
  await sheet.addRow([ID, '[]', '{}', '']);
  const kept = (await control('GET', 'sheet')).rows[1][0];
  assert.equal(kept.type, 'number');
  assert.notEqual(BigInt(kept.value), BigInt(ID));
});

test('a row that google-spreadsheet saves is changed where it stands, and no other is', async () => {
  const sheet = await sheetWithHeader();
  await sheet.addRows([[ID, '[]', '{}', ''], ['1020827427888435211', '[]', '{}', '']], { raw: true });
  const [first] = await sheet.getRows();
  first.set('corrections', '{"1": "changé"}');
  await first.save({ raw: true });
  const rows = (await control('GET', 'sheet')).rows.filter((row) => row.length && row[0]);
  assert.deepEqual(rows.map((row) => row[2].value), ['corrections', '{"1": "changé"}', '{}']);
});

test('a tab that google-spreadsheet adds, renames and deletes lives accordingly', async () => {
  const spreadsheet = openSpreadsheet(settings);
  await spreadsheet.loadInfo();
  const tab = await spreadsheet.addSheet({ title: 'Fiches', headerValues: HEADER });
  await tab.updateProperties({ title: "L'été" });
  assert.deepEqual((await control('GET', 'sheet')).tabs, ['Sheet1', "L'été"]);
  await tab.delete();
  assert.deepEqual((await control('GET', 'sheet')).tabs, ['Sheet1']);
});

test('a refusal arrives with the words of Google', async () => {
  await control('POST', 'google/mode', { access: 'none' });
  await assert.rejects(openSpreadsheet(settings).loadInfo(), /\[403\].*permission/);
  await control('POST', 'google/mode', { access: 'editor' });
});
