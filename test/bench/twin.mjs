// A live twin in a process of its own, and a client at its broker.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAsync } from 'mqtt';
import { root } from './timing.mjs';

/** Processor time of all threads of a process, where the system tells it (Linux, in hundredths of a second). */
function cpuOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return undefined;
  }
}

/** Starts `sixfold live FILE` with these flags; `close` waits for its end and clears up. */
export async function startTwin(file, flags) {
  const data = mkdtempSync(join(tmpdir(), 'sixfold-bench-'));
  const start = performance.now();
  const twin = spawn(
    process.execPath,
    ['bin/sixfold.js', 'live', file, ...flags, '--data', data, '--port', '0', '--ws-port', '0'],
    { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  twin.stderr.on('data', (text) => {
    said += text;
  });
  const exited = once(twin, 'exit');
  const place = join(data, 'live.json');
  while (!existsSync(place)) {
    if (twin.exitCode !== null) throw new Error(`the twin ended with ${twin.exitCode}: ${said}`);
    await sleep(5);
  }
  const { mqtt, users, prefix } = JSON.parse(readFileSync(place, 'utf8'));
  const { operator } = JSON.parse(readFileSync(users, 'utf8'));
  const client = await connectAsync(mqtt, { username: 'operator', password: operator, protocolVersion: 4 });
  let orders = 0;
  return {
    client,
    prefix,
    started_ms: performance.now() - start,
    async command(verb, args) {
      const now = Date.now();
      const order = { id: `bench-${++orders}`, issued_ms: now, expires_ms: now + 60_000, args };
      await client.publishAsync(`${prefix}/cmd/operator/${verb}`, JSON.stringify(order), { qos: 1 });
    },
    exited,
    cpu_s: () => cpuOf(twin.pid),
    stop: () => twin.kill('SIGTERM'),
    async close() {
      await exited;
      await client.endAsync(true);
      rmSync(data, { recursive: true, force: true });
      return said;
    },
  };
}
