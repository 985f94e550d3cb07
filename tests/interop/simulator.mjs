// Starts a simulator, says what it asks of its users, and turns its knobs.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = process.env.VIGIE_BIN ?? fileURLToPath(new URL('../../build', import.meta.url));

/** A simulator on a port of its own: its process and its address. */
export async function startSimulator() {
  const simulator = spawn(path.join(BIN, 'simulator'), ['--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const base = await new Promise((resolve, reject) => {
    simulator.once('error', reject);
    simulator.once('exit', (status) => reject(new Error(`the simulator ended with ${status}`)));
    simulator.stdout.on('data', (text) => {
      const found = /^simulator: (http:\S+)/m.exec(text);
      if (found) resolve(found[1]);
    });
  });
  return { process: simulator, base };
}

/** The settings that the simulator offers, by name. */
export async function settingsOf(base) {
  const text = await (await fetch(new URL('/control/env', base))).text();
  const pairs = [...text.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value.replace(/^(['"])(.*)\1$/s, '$2')]);
  return Object.fromEntries(pairs);
}

/** A call of its control endpoint. */
export async function controlOf(base, method, where, body) {
  const answer = await fetch(new URL(`/control/${where}`, base), {
    method, body: body && JSON.stringify(body), headers: { 'Content-Type': 'application/json' },
  });
  assert.ok(answer.ok, `${method} ${where}: ${answer.status}`);
  return answer.json();
}
