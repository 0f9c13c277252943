import { connect } from 'node:net';
import type { Live } from '../../../../src/app/server/live.ts';

/** What comes back for bytes that no client would send. */
export function raw(live: Live, bytes: string, within_ms = 3000): Promise<string> {
  const { hostname, port } = new URL(live.http!.url);
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setTimeout(within_ms, () => socket.destroy());
    socket.on('data', (part: Buffer) => {
      text += part.toString('latin1');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? undefined : reject(error)));
    socket.on('close', () => resolve(text));
  });
}
