import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect as dial } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, type Server, server } from './server.ts';

/** A real Mosquitto in a folder of its own. */
export interface Mosquitto extends Server {
  /** Without encryption, for users with their password. */
  readonly url: string;
  readonly wsUrl: string;
  /** TLS; the client needs a certificate, whose name is its user. */
  readonly tlsUrl: string;
  /** WebSocket over TLS, for users with their password. */
  readonly wssUrl: string;
  readonly passwords: Readonly<Record<string, string>>;
  /** PEM files of the authority, a client called `twin`, and of an authority that nobody knows. */
  readonly certificates: Readonly<Record<'ca' | 'cert' | 'key' | 'foreignCa' | 'foreignCert' | 'foreignKey', string>>;
  end(): Promise<void>;
}

const ssl = (folder: string, ...args: string[]): void => {
  execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
};

/** An authority with the certificates of a server and of a client. */
function makeCertificates(folder: string): void {
  mkdirSync(folder);
  ssl(folder, ...'req -x509 -newkey rsa:2048 -nodes -days 2 -keyout ca.key -out ca.crt -subj /CN=authority'.split(' '));
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  for (const [name, extra] of [
    ['server', ['-extfile', 'names']],
    ['twin', []],
  ] as const) {
    ssl(folder, ...`req -newkey rsa:2048 -nodes -keyout ${name}.key -out ${name}.csr -subj /CN=${name}`.split(' '));
    ssl(
      folder,
      ...`x509 -req -in ${name}.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out ${name}.crt`.split(' '),
      ...extra,
    );
  }
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = dial(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

/**
 * @param parties users beside twin, operator and viewer
 * @param acl the access list; one for `site` alone where left out
 */
export async function startMosquitto(
  site: string,
  { parties = [], acl }: { readonly parties?: readonly string[]; readonly acl?: string } = {},
): Promise<Mosquitto> {
  const folder = mkdtempSync(join(tmpdir(), 'sixfold-mosquitto-'));
  const [plain, ws, tls, wss] = (await freePorts(4)) as [number, number, number, number];
  makeCertificates(join(folder, 'own'));
  makeCertificates(join(folder, 'foreign'));
  const passwords = Object.fromEntries(
    ['twin', 'operator', 'viewer', ...parties].map((name) => [name, `${name}-secret-1`]),
  );
  const file = join(folder, 'passwords');
  writeFileSync(file, '', { mode: 0o600 });
  for (const [user, password] of Object.entries(passwords))
    execFileSync('mosquitto_passwd', ['-b', file, user, password], { stdio: 'ignore' });
  const prefix = `sixfold/v1/${site}`;
  writeFileSync(
    join(folder, 'acl'),
    acl ??
      `user twin
topic readwrite ${prefix}/#
topic readwrite homeassistant/#
topic readwrite spBv1.0/#
user operator
topic read ${prefix}/#
topic write ${prefix}/cmd/operator/#
topic readwrite spBv1.0/#
user viewer
topic read ${prefix}/#
`,
    { mode: 0o600 },
  );
  const own = join(folder, 'own');
  const guarded = `allow_anonymous false
password_file ${file}
acl_file ${join(folder, 'acl')}
`;
  const config = join(folder, 'mosquitto.conf');
  writeFileSync(
    config,
    `per_listener_settings true
persistence false
log_dest stderr
user root
listener ${plain} 127.0.0.1
${guarded}listener ${ws} 127.0.0.1
protocol websockets
socket_domain ipv4
${guarded}listener ${wss} 127.0.0.1
protocol websockets
socket_domain ipv4
cafile ${own}/ca.crt
certfile ${own}/server.crt
keyfile ${own}/server.key
${guarded}listener ${tls} 127.0.0.1
cafile ${own}/ca.crt
certfile ${own}/server.crt
keyfile ${own}/server.key
require_certificate true
use_identity_as_username true
allow_anonymous false
acl_file ${join(folder, 'acl')}
`,
  );
  const one = server('mosquitto', ['-c', config], () => answers(plain));
  await one.start();
  const foreign = join(folder, 'foreign');
  return {
    ...one,
    url: `mqtt://127.0.0.1:${plain}`,
    wsUrl: `ws://127.0.0.1:${ws}/mqtt`,
    tlsUrl: `mqtts://127.0.0.1:${tls}`,
    wssUrl: `wss://127.0.0.1:${wss}/mqtt`,
    passwords,
    certificates: {
      ca: join(own, 'ca.crt'),
      cert: join(own, 'twin.crt'),
      key: join(own, 'twin.key'),
      foreignCa: join(foreign, 'ca.crt'),
      foreignCert: join(foreign, 'twin.crt'),
      foreignKey: join(foreign, 'twin.key'),
    },
    async end() {
      await one.stop('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
