import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, type Server, server } from './server.ts';

/** A real Redis that keeps nothing on a disk: started again, it is empty. */
export interface RedisServer extends Server {
  readonly url: string;
  end(): Promise<void>;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.on('data', (data) => {
      socket.destroy();
      resolve(data.toString().startsWith('+PONG'));
    });
    socket.on('error', () => resolve(false));
  });

export async function startRedis(): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'sixfold-redis-'));
  const [port] = (await freePorts(1)) as [number];
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const redis = server('redis-server', args, () => answers(port));
  await redis.start();
  return {
    ...redis,
    url: `redis://127.0.0.1:${port}`,
    async end() {
      await redis.stop('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
