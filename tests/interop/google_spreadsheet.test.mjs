// What unmodified clients of Google do, the simulator answers as they expect.
// They are not touched: they name Google's hosts and verify its certificates (google_hosts.mjs), run.mjs runs this.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { before, beforeEach, test } from 'node:test';
import { promisify } from 'node:util';

import { JWT } from 'google-auth-library';
import { GoogleSpreadsheet } from 'google-spreadsheet';

import { controlOf, settingsOf } from './simulator.mjs';

const HEADER = ['channel_id', 'validated_by', 'corrections', 'message_id'];
const ID = '1020827427888435210'; // a double would hold …435200
const SCOPES = ['https://www.googleapis.com/auth/spreadsheets', 'https://www.googleapis.com/auth/drive.file'];

const run = promisify(execFile);
let settings;
const control = (method, where, body) => controlOf(process.env.SIMULATOR, method, where, body);

function authorise() {
  const account = JSON.parse(settings.SERVICE_ACCOUNT_JSON);
  return new JWT({ email: account.client_email, key: account.private_key, scopes: SCOPES });
}

function openSpreadsheet(auth = authorise()) {
  return new GoogleSpreadsheet(settings.GOOGLE_SHEET_ID_VALIDATION, auth);
}

before(async () => {
  settings = await settingsOf(process.env.SIMULATOR);
});

beforeEach(() => control('POST', 'reset'));

async function sheetWithHeader() {
  const spreadsheet = openSpreadsheet();
  await spreadsheet.loadInfo();
  const [sheet] = spreadsheet.sheetsByIndex;
  await sheet.setHeaderRow(HEADER);
  return sheet;
}

test('the names of Google are verified: who does not trust the authority gets nowhere', async () => {
  const { NODE_EXTRA_CA_CERTS, ...environment } = process.env;
  const program = "fetch('https://sheets.googleapis.com/v4/spreadsheets/x').catch((e) => console.log(e.cause.code))";
  const { stdout } = await run(process.execPath, ['--eval', program], { env: environment });
  assert.match(stdout, /CERT|ISSUER|VERIFY/);
});

test('google-auth-library is granted a token for the assertion that it signs', async () => {
  const { token } = await authorise().getAccessToken();
  assert.ok(token.length > 20);
  const google = await control('GET', 'google');
  assert.equal(google.rejected_signatures, 0);
});

test('google-auth-library asks for its token through a proxy when told so', async () => {
  process.env.HTTPS_PROXY = process.env.SIMULATOR_PROXY;
  try {
    const before = await control('GET', 'google');
    assert.ok((await authorise().getAccessToken()).token.length > 20);
    assert.equal((await control('GET', 'google')).token_granted, before.token_granted + 1);
  } finally {
    delete process.env.HTTPS_PROXY;
  }
});

test('a connection that is reset before it is secure is made again', async () => {
  await control('POST', 'tls', { resets: 1 });
  assert.ok((await authorise().getAccessToken()).token.length > 20);
});

test('google-auth-library reports the error of a deleted account in its own words', async () => {
  await control('POST', 'google/mode', { account_deleted: true });
  await assert.rejects(authorise().getAccessToken(), /invalid_grant/);
  await control('POST', 'google/mode', { account_deleted: false });
});

test('google-spreadsheet loads the tabs of the sheet', async () => {
  const spreadsheet = openSpreadsheet();
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
  const spreadsheet = openSpreadsheet();
  await spreadsheet.loadInfo();
  const tab = await spreadsheet.addSheet({ title: 'Fiches', headerValues: HEADER });
  await tab.updateProperties({ title: "L'été" });
  assert.deepEqual((await control('GET', 'sheet')).tabs, ['Sheet1', "L'été"]);
  await tab.delete();
  assert.deepEqual((await control('GET', 'sheet')).tabs, ['Sheet1']);
});

async function cells() {
  const { rows } = await control('GET', 'sheet');
  return rows.map((row) => row.map((cell) => (cell ? cell.value : null)));
}

async function sheetWithRows(...rows) {
  const sheet = await sheetWithHeader();
  await sheet.addRows(rows.map((row) => [row, '[]', '{}', `note of ${row}`]), { raw: true });
  return sheet;
}

test('a row that google-spreadsheet deletes is gone, and those below it move up', async () => {
  const sheet = await sheetWithRows('a', 'b', 'c');
  const [, second] = await sheet.getRows();
  await second.delete();
  assert.deepEqual((await cells()).map((row) => row[0]), ['channel_id', 'a', 'c']);
  const [, third] = await sheet.getRows();
  assert.equal(third.get('message_id'), 'note of c');
});

test('rows are cleared below the header alone', async () => {
  const sheet = await sheetWithRows('a', 'b');
  await sheet.clearRows();
  assert.deepEqual(await cells(), [HEADER]);
  await sheet.clear();
  assert.deepEqual(await cells(), []);
});

test('cells that are loaded one by one can be changed and saved together', async () => {
  const sheet = await sheetWithRows('a', 'b');
  await sheet.loadCells('A1:D3');
  assert.equal(sheet.getCell(1, 0).value, 'a');
  assert.equal(sheet.getCell(2, 3).formattedValue, 'note of b');
  sheet.getCell(1, 1).value = 7.5;
  sheet.getCellByA1('C3').value = true;
  sheet.getCell(2, 1).formula = '=2*(3+4)';
  await sheet.saveUpdatedCells();
  assert.deepEqual([sheet.getCell(1, 1).value, sheet.getCell(2, 2).value], [7.5, true]);
  assert.deepEqual([sheet.getCell(2, 1).value, sheet.getCell(2, 1).formula], [14, '=2*(3+4)']);
  assert.deepEqual(await cells(), [HEADER, ['a', 7.5, '{}', 'note of a'], ['b', 14, true, 'note of b']]);
});

test('cells are loaded by grid ranges and by whole sheets too, empty ones with them', async () => {
  const sheet = await sheetWithRows('a');
  await sheet.loadCells({ startRowIndex: 1, endRowIndex: 3, startColumnIndex: 0, endColumnIndex: 1 });
  assert.deepEqual([sheet.getCell(1, 0).value, sheet.getCell(2, 0).value], ['a', null]);
  assert.throws(() => sheet.getCell(0, 0), /not been loaded/);
  await sheet.loadCells();
  assert.equal(sheet.getCell(999, 25).value, null);
});

test('a formula that cannot be worked out shows its error', async () => {
  const sheet = await sheetWithHeader();
  await sheet.loadCells('A2:B2');
  sheet.getCell(1, 0).formula = '=1/0';
  await sheet.saveUpdatedCells();
  assert.equal(sheet.getCell(1, 0).errorValue.message, '#DIV/0!');
});

test('rows and columns are inserted, moved, deleted and appended', async () => {
  const sheet = await sheetWithRows('a', 'b', 'c');
  await sheet.insertDimension('ROWS', { startIndex: 1, endIndex: 2 });
  assert.deepEqual((await cells()).map((row) => row[0] ?? ''), ['channel_id', '', 'a', 'b', 'c']);
  await sheet.deleteRows(1, 2);
  await sheet.moveDimension('ROWS', { startIndex: 3, endIndex: 4 }, 1);
  assert.deepEqual((await cells()).map((row) => row[0]), ['channel_id', 'c', 'a', 'b']);
  await sheet.moveDimension('COLUMNS', { startIndex: 0, endIndex: 1 }, 4);
  assert.deepEqual((await cells())[1], ['[]', '{}', 'note of c', 'c']);
  await sheet.insertRange({ startRowIndex: 1, endRowIndex: 2, startColumnIndex: 3, endColumnIndex: 4 }, 'ROWS');
  assert.deepEqual((await cells()).map((row) => row[3] ?? ''), ['channel_id', '', 'c', 'a', 'b']);
  const before = sheet.rowCount;
  await sheet.appendDimension('ROWS', 5);
  assert.equal(sheet.rowCount, before + 5);
});

test('doubled rows are removed, texts replaced, blanks trimmed', async () => {
  const sheet = await sheetWithRows('a', 'b', 'a', 'c');
  const keys = { sheetId: sheet.sheetId, dimension: 'COLUMNS', startIndex: 0, endIndex: 1 };
  await sheet.deleteDuplicates({ startRowIndex: 1, endRowIndex: 5, startColumnIndex: 0, endColumnIndex: 4 }, [keys]);
  assert.deepEqual((await cells()).map((row) => row[0]), ['channel_id', 'a', 'b', 'c']);
  await sheet.findReplace('NOTE of', 'mot de  ');
  assert.deepEqual((await cells()).map((row) => row[3]), ['message_id', 'mot de   a', 'mot de   b', 'mot de   c']);
  await sheet.trimWhitespace({});
  assert.equal((await cells())[1][3], 'mot de a');
});

test('what is pinned to a row is found again after rows were inserted above it, and can be written through', async () => {
  const sheet = await sheetWithRows('a', 'b');
  const location = { dimensionRange: { sheetId: sheet.sheetId, dimension: 'ROWS', startIndex: 2, endIndex: 3 } };
  await sheet.createDeveloperMetadata({ metadataKey: 'ticket', metadataValue: 'b', location, visibility: 'DOCUMENT' });
  await sheet.insertDimension('ROWS', { startIndex: 1, endIndex: 3 });
  const filter = { developerMetadataLookup: { metadataKey: 'ticket' } };
  const [found] = await sheet._spreadsheet.searchDeveloperMetadata([filter]);
  assert.deepEqual(found.location.dimensionRange, { sheetId: 0, dimension: 'ROWS', startIndex: 4, endIndex: 5 });
  await sheet._spreadsheet.loadCells(filter);
  assert.equal(sheet.getCell(4, 0).value, 'b');
  await sheet.updateDeveloperMetadata([filter], { metadataValue: 'changed' }, 'metadataValue');
  assert.equal((await sheet._spreadsheet.searchDeveloperMetadata([filter]))[0].metadataValue, 'changed');
  await sheet.deleteDeveloperMetadata(filter);
  assert.deepEqual(await sheet._spreadsheet.searchDeveloperMetadata([filter]), []);
});

test('requests for the looks of a sheet are taken and change no value', async () => {
  const sheet = await sheetWithRows('a');
  const before = await cells();
  await sheet.mergeCells({ startRowIndex: 5, endRowIndex: 6, startColumnIndex: 0, endColumnIndex: 2 });
  await sheet.autoResizeDimensions('COLUMNS', { startIndex: 0, endIndex: 4 });
  await sheet.updateDimensionProperties('COLUMNS', { pixelSize: 200 }, { startIndex: 0, endIndex: 1 });
  assert.deepEqual(await cells(), before);
  await assert.rejects(sheet.mergeCells({ startRowIndex: 5000, endRowIndex: 5001 }), /mergeCells/);
});

test('the spreadsheet is renamed and a tab duplicated', async () => {
  const sheet = await sheetWithRows('a');
  const spreadsheet = sheet._spreadsheet;
  await spreadsheet.updateProperties({ title: 'Fiches 2026' });
  assert.equal(spreadsheet.title, 'Fiches 2026');
  const copy = await sheet.duplicate({ title: 'Copie', index: 1 });
  assert.equal((await copy.getRows())[0].get('channel_id'), 'a');
});

test('a batch of which one request is bad changes nothing', async () => {
  const sheet = await sheetWithRows('a');
  const before = await cells();
  await assert.rejects(sheet.deleteRows(0, 5000), /Invalid requests\[0\].deleteDimension/);
  assert.deepEqual(await cells(), before);
});

test('a spreadsheet is made, shared, opened to everyone, and deleted', async () => {
  const made = await GoogleSpreadsheet.createNewSpreadsheetDocument(authorise(), { title: 'Neuve' });
  assert.equal(made.title, 'Neuve');
  await made.sheetsByIndex[0].setHeaderRow(['a']);
  await made.share('lectrice@example.com', { role: 'reader', emailMessage: false });
  await made.setPublicAccessLevel('reader');
  const permissions = await made.listPermissions();
  assert.deepEqual(permissions.map(({ type, role }) => [type, role]),
    [['user', 'owner'], ['user', 'reader'], ['anyone', 'reader']]);
  const stranger = new GoogleSpreadsheet(made.spreadsheetId, { apiKey: 'AIzaSyPretend' });
  await stranger.loadInfo();
  await stranger.sheetsByIndex[0].loadCells('A1');
  assert.equal(stranger.sheetsByIndex[0].getCell(0, 0).value, 'a');
  await assert.rejects(stranger.sheetsByIndex[0].clear(), /\[401\]/);
  await made.setPublicAccessLevel(false);
  await assert.rejects(stranger.loadInfo(), /\[403\]/);
  await made.deletePermission(permissions[1].id);
  assert.equal((await made.listPermissions()).length, 1);
  await made.delete();
  await assert.rejects(new GoogleSpreadsheet(made.spreadsheetId, authorise()).loadInfo(), /\[404\]/);
  assert.deepEqual(await cells(), [], 'the other spreadsheet is as it was');
});

test('the spreadsheet of the settings is not the service account\'s to delete', async () => {
  await assert.rejects(openSpreadsheet().delete(), /\[403\]/);
});

test('a refusal arrives with the words of Google', async () => {
  await control('POST', 'google/mode', { access: 'none' });
  await assert.rejects(openSpreadsheet().loadInfo(), /\[403\].*permission/);
  await control('POST', 'google/mode', { access: 'editor' });
});
