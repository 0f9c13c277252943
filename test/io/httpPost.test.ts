import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { type Poster, poster } from '../../src/io/httpPost.ts';

async function postTo(listener: RequestListener, timeout_ms = 5000): Promise<Poster> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const made = poster(new URL(`http://127.0.0.1:${port}/write?a=b`), { 'x-one': '1' }, timeout_ms);
  onTestFinished(() => {
    made.close();
    server.closeAllConnections();
    server.close();
  });
  return made;
}
const body = new TextEncoder().encode('lines');
const never = new AbortController().signal;

it('posts, keeps the connection, and gives status, headers and text', async () => {
  const ports = new Set<number | undefined>();
  const made = await postTo((request, response) => {
    ports.add(request.socket.remotePort);
    request.on('data', (chunk: Buffer) => {
      response.writeHead(429, { 'retry-after': '7' });
      response.end(`${request.method} ${request.url} ${request.headers['x-one'] as string} ${chunk.toString()} ä`);
    });
  });
  for (let k = 0; k < 3; k++) {
    const answer = await made.post(body, never);
    expect([answer.status, answer.headers['retry-after'], answer.body]).toEqual([
      429,
      '7',
      'POST /write?a=b 1 lines ä',
    ]);
  }
  expect(ports.size).toBe(1);
});

it('gives up where no answer comes in time, also where one trickles', async () => {
  const silent = await postTo(() => undefined, 50);
  await expect(silent.post(body, never)).rejects.toThrow('no answer in 0.05 s');
  const trickles = await postTo((_, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('.'), 10);
    response.on('close', () => clearInterval(timer));
  }, 80);
  await expect(trickles.post(body, never)).rejects.toThrow('no answer in 0.08 s');
});

it('says that an answer broke off, that nobody listens, that it was given up', async () => {
  const breaks = await postTo((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half');
    setTimeout(() => response.destroy(), 20);
  });
  await expect(breaks.post(body, never)).rejects.toThrow(/aborted|broke off/);
  const nobody = poster(new URL('http://127.0.0.1:1/'), {}, 1000);
  await expect(nobody.post(body, never)).rejects.toThrow('ECONNREFUSED');
  const silent = await postTo(() => undefined);
  const stop = new AbortController();
  const sent = silent.post(body, stop.signal);
  setTimeout(() => stop.abort(), 20);
  await expect(sent).rejects.toThrow('given up');
  await expect(silent.post(body, stop.signal)).rejects.toThrow('given up');
});
