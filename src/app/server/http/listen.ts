import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createAdaptorServer } from '@hono/node-server';
import { ConfigError } from '../../../core/errors.ts';
import { PROBLEM_TYPE, Problem, type ProblemCode } from './problem.ts';

export interface ListenOptions {
  readonly host: string;
  /** 0 takes any that is free; where it is taken, another is. */
  readonly port: number;
  /** Told where no connection can be taken, for want of files to open, say; the server goes on. */
  readonly onError: (error: Error) => void;
  readonly fetch: (request: Request, env: object) => Promise<Response> | Response;
  /** Takes who would speak something else than HTTP; such a request is refused where left out. */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export interface Listening {
  readonly url: string;
  /** Takes no more connections, waits for what is being answered, and then breaks what is left. */
  close(within_ms: number): Promise<void>;
}

export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(host);

/** Bounds against those who connect and send nothing, or too much. */
const BOUNDS = {
  maxHeaderSize: 8192,
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 5000,
  connectionsCheckingInterval: 2000,
} as const;
const MOST_CONNECTIONS = 512;

/** Opens a server. @throws ConfigError where the address cannot be had */
export async function listen({ host, port, onError, fetch, upgrade }: ListenOptions): Promise<Listening> {
  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false, serverOptions: BOUNDS }) as Server;
  server.maxConnections = MOST_CONNECTIONS;
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => refuse(error, socket));
  /** Requests that are being answered. */
  let answering = 0;
  server.on('request', (_request, response: ServerResponse) => {
    answering++;
    response.once('close', () => {
      answering--;
    });
  });
  /** What speaks something else by now: the server waits for it and does not break it by itself. */
  const upgraded = new Set<Duplex>();
  if (upgrade !== undefined)
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      upgraded.add(socket);
      socket.once('close', () => upgraded.delete(socket));
      upgrade(request, socket, head);
    });
  const at = await bind(server, host, port);
  server.on('error', onError);
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${at}`,
    async close(within_ms) {
      const closed = new Promise<void>((done) => server.close(() => done()));
      // Who has asked nothing yet is not waited for.
      const idle = setInterval(
        () => (answering === 0 ? server.closeAllConnections() : server.closeIdleConnections()),
        20,
      );
      const late = setTimeout(() => server.closeAllConnections(), within_ms);
      server.closeIdleConnections();
      for (const socket of upgraded) socket.destroy();
      await closed;
      clearInterval(idle);
      clearTimeout(late);
    },
  };
}

function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EADDRINUSE' && port !== 0) bind(server, host, 0).then(resolve, reject);
      else reject(new ConfigError(`--http ${host}:${port}: ${WHY[error.code ?? ''] ?? error.message}`));
    };
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

const WHY: Readonly<Record<string, string>> = {
  EADDRNOTAVAIL: 'this machine has no such address; expected one of its own, such as 127.0.0.1 or 0.0.0.0',
  ENOTFOUND: 'no such host; expected an address of this machine, such as 127.0.0.1 or 0.0.0.0',
  EACCES: 'this user may not listen there; take a port above 1023',
};

const CODES: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  HPE_HEADER_OVERFLOW: ['headers', `address and headers may have ${BOUNDS.maxHeaderSize} bytes at most`],
  ERR_HTTP_REQUEST_TIMEOUT: ['timeout', 'a request must be there within 20 s, its headers within 10 s'],
};

/** Answers what is no request of HTTP, or not a whole one, as far as somebody still listens. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [code, detail] = CODES[error.code ?? ''] ?? ['malformed', 'this is no request of HTTP/1.1'];
  const problem = new Problem(code as ProblemCode, detail);
  const body = `${JSON.stringify(problem.details())}\n`;
  const title = problem.details().title;
  socket.end(
    `HTTP/1.1 ${problem.status} ${title}\r\ncontent-type: ${PROBLEM_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
