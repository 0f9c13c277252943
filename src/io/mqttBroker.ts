import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import { createWebSocketStream, WebSocketServer } from 'ws';
import {
  commandTopicOf,
  isSparkplugCommand,
  mayPublish,
  mayRead,
  orderTopicOf,
  prefixOf,
  type Speaker,
} from './mqttTopics.ts';
import type { User } from './mqttUsers.ts';

/** What others than the twin may send in one message. */
export const MOST_BYTES = 16_384;
const MOST_CLIENTS = 256;
/** How long a subscriber may be stuck before it is let go, so that what it does not take cannot pile up. */
const DRAIN_MS = 5000;

export interface BrokerOptions {
  readonly site: string;
  readonly users: readonly User[];
  /** 0 takes any that is free. */
  readonly port: number;
  readonly wsPort: number;
  readonly host?: string;
  /** Told of what was not allowed. */
  readonly onRefused?: (who: string, why: string) => void;
}

export interface Broker {
  readonly url: string;
  readonly wsUrl: string;
  readonly clients: number;
  /** A user and a password that somebody may listen with as `reader`, and publish nothing; good to connect with for `within_ms`. */
  lend(reader: Speaker, within_ms: number): { readonly username: string; readonly password: string };
  /** Takes a request of another HTTP server to speak MQTT over WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

/** Names by client, as they said who they were. */
const speakers = new WeakMap<Client, Speaker>();

/** Whether a topic asks for something to be done now: what a broker keeps would ask for it again. */
const isAsking = (prefix: string, topic: string): boolean =>
  commandTopicOf(prefix, topic) !== undefined || orderTopicOf(prefix, topic) !== undefined || isSparkplugCommand(topic);

interface Known {
  readonly user: Speaker;
  readonly password: Buffer;
  readonly isReader?: boolean;
}

const digest = (text: string | Buffer): Buffer => createHash('sha256').update(text).digest();

/** A broker in this process, on loopback: TCP and WebSocket, MQTT 3.1 and 3.1.1. */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { site, users, host = '127.0.0.1', onRefused = () => undefined } = options;
  const known = new Map<string, Known>(users.map((user) => [user.name, { user, password: digest(user.password) }]));
  const readers = new WeakSet<Client>();
  const nobody = digest('');
  const prefix = prefixOf(site);
  const broker = await Aedes.createBroker({
    drainTimeout: DRAIN_MS,
    connectTimeout: 10_000,
    maxClientsIdLength: 128,
    preConnect(_client, _packet, done) {
      const isFull = broker.connectedClients >= MOST_CLIENTS;
      done(isFull ? new Error('too many clients') : null, !isFull);
    },
    authenticate(client, name, password, done) {
      const found = known.get(name ?? '');
      const isRight = timingSafeEqual(digest(password ?? Buffer.alloc(0)), found?.password ?? nobody);
      if (found !== undefined && isRight) {
        speakers.set(client, found.user);
        if (found.isReader === true) readers.add(client);
        done(null, true);
        return;
      }
      onRefused(name ?? '', 'wrong user or password');
      done(Object.assign(new Error('wrong user or password'), { returnCode: 4 }) as AuthenticateError, null);
    },
    authorizePublish(client, { topic, payload, retain }, done) {
      if (client === null) {
        done(null);
        return;
      }
      const speaker = speakers.get(client);
      const why =
        speaker === undefined || readers.has(client) || !mayPublish(site, speaker, topic)
          ? `may not publish to ${topic}`
          : speaker.role === 'twin'
            ? undefined
            : payload.length > MOST_BYTES
              ? `sent ${payload.length} bytes to ${topic}`
              : retain && isAsking(prefix, topic)
                ? `sent a retained message to ${topic}`
                : undefined;
      if (why === undefined) done(null);
      else {
        onRefused(speaker?.name ?? '', why);
        done(new Error(why));
      }
    },
    authorizeSubscribe: (_client, subscription, done) => done(null, subscription),
    authorizeForward(client, packet) {
      const speaker = speakers.get(client);
      return speaker !== undefined && mayRead(site, speaker, packet.topic) ? packet : null;
    },
  });
  broker.on('clientError', () => undefined);
  broker.on('connectionError', () => undefined);

  const tcp = createServer((socket) => broker.handle(socket));
  const http = createHttpServer((_request, response) => {
    response.writeHead(426, { 'content-type': 'text/plain' });
    response.end('MQTT over WebSocket\n');
  });
  const ws = new WebSocketServer({
    server: http,
    maxPayload: 16 * MOST_BYTES,
    handleProtocols: (protocols) => (protocols.has('mqtt') ? 'mqtt' : false),
  });
  ws.on('error', () => undefined);
  ws.on('connection', (socket, request) => {
    const stream = createWebSocketStream(socket);
    stream.on('error', () => undefined);
    broker.handle(stream, request);
  });
  const port = await listen(tcp, options.port, host);
  const wsPort = await listen(http as unknown as Server, options.wsPort, host);
  return {
    url: `mqtt://${host}:${port}`,
    wsUrl: `ws://${host}:${wsPort}/mqtt`,
    get clients() {
      return broker.connectedClients;
    },
    lend({ name, role }, within_ms) {
      const username = `reader-${randomBytes(9).toString('base64url')}`;
      const password = randomBytes(24).toString('base64url');
      known.set(username, { user: { name, role }, password: digest(password), isReader: true });
      setTimeout(() => known.delete(username), within_ms).unref();
      return { username, password };
    },
    upgrade: (request, socket, head) =>
      ws.handleUpgrade(request, socket, head, (opened) => ws.emit('connection', opened, request)),
    async close() {
      for (const socket of ws.clients) socket.terminate();
      await new Promise<void>((done) => broker.close(() => done()));
      ws.close();
      http.closeAllConnections();
      await Promise.all([closing(tcp), closing(http as unknown as Server)]);
    },
  };
}

const closing = (server: Server): Promise<void> => new Promise((done) => server.close(() => done()));

/** Listens at a port, or at any where that is taken. */
function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' && port !== 0) listen(server, 0, host).then(resolve, reject);
      else reject(error);
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
