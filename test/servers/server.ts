import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** Free loopback ports. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((s) => once(s, 'listening')));
  const ports = servers.map((s) => (s.address() as { port: number }).port);
  await Promise.all(servers.map((s) => once(s.close(), 'close')));
  return ports;
}

/** A server of the system that a test has started. */
export interface Server {
  /** Starts it, or again on the same ports and folder; nothing where it runs. */
  start(): Promise<void>;
  /** Ends it; SIGTERM unless said. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** A process that is up once `isReady` says so. */
export function server(command: string, args: readonly string[], isReady: () => Promise<boolean>): Server {
  let child: ChildProcess | undefined;
  let said = '';
  return {
    async start() {
      if (child !== undefined && child.exitCode === null && child.signalCode === null) return;
      said = '';
      const one = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
      child = one;
      let ended: string | undefined;
      const note = (chunk: Buffer): void => {
        said = (said + chunk.toString()).slice(-4000);
      };
      one.stdout.on('data', note);
      one.stderr.on('data', note);
      one.on('error', (error) => {
        ended = `${error.message}; install it (see .ci/run)`;
      });
      one.on('exit', (code) => {
        ended ??= `ended with ${code}: ${said}`;
      });
      for (let k = 0; k < 400; k++) {
        if (ended !== undefined) throw new Error(`${command}: ${ended}`);
        if (await isReady().catch(() => false)) return;
        await wait(25);
      }
      throw new Error(`${command}: not ready in 10 s: ${said}`);
    },
    async stop(signal = 'SIGTERM') {
      const one = child;
      child = undefined;
      if (one === undefined || one.exitCode !== null || one.signalCode !== null) return;
      const gone = once(one, 'exit');
      one.kill(signal);
      const timer = setTimeout(() => one.kill('SIGKILL'), 5000);
      await gone;
      clearTimeout(timer);
    },
  };
}
