import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';
import { type Packet, parser } from 'mqtt-packet';

/** A connection as it went by. */
export interface Tapped {
  /** What the client sent, in order. */
  readonly packets: Packet[];
  /** Whether the broker took it on. */
  isAccepted: boolean;
}

/** Lies between clients and a broker, keeps what clients send, and can cut them off. */
export interface Tap {
  readonly url: string;
  readonly connections: Tapped[];
  /** Ends every connection at once, as a cable that is pulled. */
  cut(this: void): void;
  end(this: void): Promise<void>;
}

export async function tapOf(broker: string): Promise<Tap> {
  const { hostname, port } = new URL(broker);
  const connections: Tapped[] = [];
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = createConnection(Number(port), hostname);
    const tapped: Tapped = { packets: [], isAccepted: false };
    connections.push(tapped);
    const sent = parser({ protocolVersion: 4 });
    const answered = parser({ protocolVersion: 4 });
    sent.on('packet', (packet) => tapped.packets.push(packet));
    answered.on('packet', (packet) => {
      if (packet.cmd === 'connack' && packet.returnCode === 0) tapped.isAccepted = true;
    });
    client.on('data', (bytes) => {
      sent.parse(bytes);
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      answered.parse(bytes);
      client.write(bytes);
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.on('end', () => other.end());
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections,
    cut,
    end: () => {
      cut();
      return new Promise((done) => server.close(() => done()));
    },
  };
}
