/* The pretend Google Sheet: a grid that flashes where it changes, and can be edited by hand. */
import { ask, byId, h, say, tell } from '/dom.js';

const columnsShown = 5;
const rowsShown = 18; /* at least; all used rows are shown */
const kindNames = { string: 'texte', number: 'nombre', bool: 'booléen' };

const sheet = { rows: [], seq: 0, row: 0, column: 0, cells: [], first: true, descending: false };

const letter = (column) => String.fromCharCode(65 + column);
const nameOf = (row, column) => `${letter(column)}${row + 1}`;
const valueAt = (row, column) => sheet.rows[row]?.[column] || null;

function textOf(cell) {
  if (!cell) return '';
  if (cell.type === 'bool') return cell.value ? 'VRAI' : 'FAUX';
  return cell.type === 'number' && Math.abs(cell.value) >= 1e15 ? cell.value.toExponential(2).toUpperCase().replace('.', ',') : String(cell.value);
}

/* An id that became a number has lost its last digits: that is what the bot must never do. */
const isSpoilt = (cell, column) => cell?.type === 'number' && (column === 0 || column === 3) && Math.abs(cell.value) >= 1e15;

function makeGrid(rows) {
  const table = byId('grid');
  const head = h('tr', {}, h('th', { class: 'corner' }, ''), Array.from({ length: columnsShown }, (_, c) => h('th', { scope: 'col' }, letter(c))));
  sheet.cells = Array.from({ length: rows }, (_, r) => Array.from({ length: columnsShown }, (_, c) => h('td', {
    role: 'gridcell', tabindex: r === sheet.row && c === sheet.column ? 0 : -1, 'aria-label': nameOf(r, c),
    onclick: () => select(r, c, true), ondblclick: () => edit() })));
  table.replaceChildren(h('thead', {}, head), h('tbody', {}, sheet.cells.map((cells, r) => h('tr', {}, h('th', { scope: 'row' }, String(r + 1)), cells))));
}

function select(row, column, focus) {
  sheet.cells[sheet.row]?.[sheet.column]?.setAttribute('tabindex', '-1');
  sheet.cells[sheet.row]?.[sheet.column]?.classList.remove('chosen');
  sheet.row = Math.max(0, Math.min(row, sheet.cells.length - 1));
  sheet.column = Math.max(0, Math.min(column, columnsShown - 1));
  const cell = sheet.cells[sheet.row][sheet.column];
  cell.setAttribute('tabindex', '0');
  cell.classList.add('chosen');
  if (focus) cell.focus({ preventScroll: false });
  showFormula();
}

function showFormula() {
  const value = valueAt(sheet.row, sheet.column);
  byId('cell-name').textContent = nameOf(sheet.row, sheet.column);
  byId('cell-kind').textContent = value ? kindNames[value.type] : 'vide';
  if (document.activeElement !== byId('formula')) byId('formula').value = value ? String(value.value) : '';
}

function edit(first) {
  const box = byId('formula');
  box.focus();
  if (first !== undefined) box.value = first;
  else box.select();
}

async function enter() {
  const value = byId('formula').value;
  await ask('PUT', '/control/sheet/cell', { row: sheet.row + 1, column: sheet.column + 1, value: value === '' ? null : value });
  byId('formula').blur();
  sheet.cells[Math.min(sheet.row + 1, sheet.cells.length - 1)][sheet.column].focus();
  select(sheet.row + 1, sheet.column, true);
}

function onKey(event) {
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const move = moves[event.key];
  if (move) {
    select(sheet.row + move[0], sheet.column + move[1], true);
    event.preventDefault();
  } else if (event.key === 'Enter' || event.key === 'F2') {
    edit();
    event.preventDefault();
  } else if (event.key === 'Delete' || event.key === 'Backspace') {
    tell(ask('PUT', '/control/sheet/cell', { row: sheet.row + 1, column: sheet.column + 1, value: null }));
    event.preventDefault();
  } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
    edit('');
  }
}

function drawCells() {
  const needed = Math.max(rowsShown, sheet.rows.length + 3);
  if (sheet.cells.length < needed || sheet.cells.length > needed + 50) makeGrid(needed);
  sheet.cells.forEach((cells, r) => cells.forEach((td, c) => {
    const value = valueAt(r, c);
    const text = textOf(value);
    const spoilt = isSpoilt(value, c);
    if (td.textContent !== text) td.textContent = text;
    td.classList.toggle('number', value?.type === 'number');
    td.classList.toggle('spoilt', spoilt);
    td.title = spoilt ? 'Identifiant abîmé : ce nombre n’a plus que 15 chiffres' : text;
  }));
}

function flash(edits) {
  for (const change of edits) {
    const td = sheet.cells[change.row - 1]?.[change.column - 1];
    if (change.do !== 'cell' || !td) continue;
    td.classList.remove('by-api', 'by-human');
    void td.offsetWidth; /* lets the animation begin anew */
    td.classList.add(change.who === 'api' ? 'by-api' : 'by-human');
  }
}

const deeds = {
  insert_rows: 'ligne insérée', delete_rows: 'ligne supprimée', insert_columns: 'colonne insérée', delete_columns: 'colonne supprimée',
  sort: 'tri', add_sheet: 'onglet ajouté', delete_sheet: 'onglet supprimé', rename: 'onglet renommé', grow: 'feuille agrandie',
};

/* Cells of one row that were set together are one line. */
function together(edits) {
  const groups = [];
  for (const change of edits) {
    const last = groups.at(-1)?.at(-1);
    const joins = last && change.do === 'cell' && last.do === 'cell' && change.at_ms === last.at_ms && change.row === last.row && change.who === last.who;
    if (joins) groups.at(-1).push(change);
    else groups.push([change]);
  }
  return groups;
}

function logLine(group) {
  const [first] = group;
  const last = group.at(-1);
  const range = [first, last].map((change) => nameOf(change.row - 1, change.column - 1));
  const what = first.do === 'cell'
    ? [h('b', {}, range[0] === range[1] ? range[0] : range.join(':')), ' ',
      h('span', { class: 'value' }, group.map((change) => (change.after ? textOf(change.after) : '(vidée)')).join(' · '))]
    : [deeds[first.do] || first.do];
  return h('li', {}, h('time', {}, new Date(first.at_ms).toLocaleTimeString('fr-FR')),
    h('span', { class: `hand ${first.who}` }, first.who === 'api' ? 'bot' : 'à la main'), h('span', { class: 'what' }, what));
}

/* Called with each answer of /control/sheet?since=…; returns the number to ask from next time. */
export function showSheet(answer) {
  if (answer.last_seq < sheet.seq) byId('log').replaceChildren(); /* the simulator was reset */
  sheet.rows = answer.rows;
  byId('tab-name').textContent = answer.title;
  drawCells();
  select(sheet.row, sheet.column, false);
  if (!sheet.first) flash(answer.history);
  const log = byId('log');
  together(answer.history.slice(-200)).slice(-40).forEach((group) => log.prepend(logLine(group)));
  while (log.children.length > 40) log.lastChild.remove();
  if (!log.children.length) log.append(h('li', { class: 'nothing' }, 'Rien encore : appuyez sur « Validé » dans le ticket.'));
  else if (log.children.length > 1) log.querySelector('.nothing')?.remove();
  sheet.first = false;
  sheet.seq = answer.last_seq;
}

/* Each time the other way round; a first row that is no ticket is a heading and stays. */
async function sort() {
  sheet.descending = !sheet.descending;
  const header = !/^\d+$/.test(textOf(valueAt(0, 0)));
  await ask('POST', '/control/sheet/rows', { do: 'sort', column: 1, descending: sheet.descending, header });
  say('Lignes triées : le bot doit retrouver les siennes.');
}

export const sheetSince = () => sheet.seq;

export function startSheet() {
  makeGrid(rowsShown);
  byId('grid').addEventListener('keydown', onKey);
  byId('formula-form').addEventListener('submit', (event) => {
    event.preventDefault();
    tell(enter());
  });
  byId('formula').addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    byId('formula').blur();
    select(sheet.row, sheet.column, true);
  });
  byId('sort-rows').addEventListener('click', () => tell(sort()));
  byId('insert-row').addEventListener('click', () => tell(ask('POST', '/control/sheet/rows', { do: 'insert', at: sheet.row + 1 })));
}
