import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { listen } from '../../../../src/app/server/http/listen.ts';

it('closes though somebody speaks something else than HTTP by now', async () => {
  const listening = await listen({
    host: '127.0.0.1',
    port: 0,
    onError: () => undefined,
    fetch: () => new Response('hello'),
    upgrade: (_request, socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
  });
  const { port } = new URL(listening.url);
  const socket = connect(Number(port), '127.0.0.1');
  const ended = new Promise<void>((done) => socket.once('close', () => done()));
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n');
  const [answer] = (await new Promise<[Buffer]>((done) => socket.once('data', (data) => done([data])))) as [Buffer];
  expect(answer.toString()).toContain('101');
  await listening.close(1000);
  await ended;
});
