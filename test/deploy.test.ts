import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { storeTarget } from '../src/io/storeOf.ts';
import { root, say } from './app/site.ts';
import { dashboards } from './deploy.ts';

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const compose = parse(read('docker-compose.yml')) as Compose;
const services = Object.entries(compose.services);
const variables = (text: string): string[] => [...text.matchAll(/\$\{(\w+)/g)].map((m) => m[1]!);

it('composes broker, database, dashboards and twin, each pinned, watched and with its data kept', () => {
  expect(Object.keys(compose.services)).toEqual(['mosquitto', 'influxdb', 'grafana', 'twin']);
  for (const [name, service] of services) {
    if (service.build === undefined)
      expect([name, service.image]).toEqual([name, expect.stringMatching(/:\d+\.\d+\.\d+$/)]);
    expect([name, service.healthcheck?.test.length]).toEqual([name, expect.any(Number)]);
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
    const mounted = (service.volumes ?? []).map((volume) => volume.split(':')[0]!);
    expect(mounted.some((from) => !from.startsWith('.'))).toBe(true);
    for (const from of mounted)
      if (from.startsWith('.')) expect([from, existsSync(join(root, from))]).toEqual([from, true]);
      else expect(Object.keys(compose.volumes)).toContain(from);
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {}))
      expect([Object.keys(compose.services).includes(other), condition]).toEqual([true, 'service_healthy']);
  }
});

it('has no secret by default: what is missing stops it and says what to run', () => {
  const secrets = services.flatMap(([, { environment = {} }]) =>
    Object.entries(environment).filter(([name]) => /PASSWORD|TOKEN|OPERATOR|VIEWER/.test(name)),
  );
  expect(secrets.length).toBe(9);
  for (const [, value] of secrets) expect(value).toMatch(/^\$\{SIXFOLD_\w+:\?run node scripts\/secrets\.mjs\}$/);
});

it('makes every secret that it needs by one command, and keeps those that are there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sixfold-env-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, '.env');
  writeFileSync(file, 'SIXFOLD_SPEED=60\nSIXFOLD_INFLUX_TOKEN=mine');
  const make = (): void => {
    execFileSync(process.execPath, [join(root, 'scripts/secrets.mjs'), file], { stdio: 'ignore' });
  };
  make();
  const first = readFileSync(file, 'utf8');
  make();
  expect(readFileSync(file, 'utf8')).toBe(first);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const values = new Map(
    first
      .trim()
      .split('\n')
      .map((line) => line.split('=') as [string, string]),
  );
  expect([values.get('SIXFOLD_SPEED'), values.get('SIXFOLD_INFLUX_TOKEN')]).toEqual(['60', 'mine']);
  const needed = new Set(variables(read('docker-compose.yml')));
  for (const optional of ['SIXFOLD_SCENARIO', 'SIXFOLD_SPEED', 'SIXFOLD_MQTT_PARTIES'])
    expect(needed.delete(optional)).toBe(true);
  expect([...needed].filter((name) => !values.has(name))).toEqual([]);
  const made = [...values].filter(([name]) => needed.has(name) && name !== 'SIXFOLD_INFLUX_TOKEN');
  for (const [, value] of made) expect(value).toMatch(/^[\w-]{32}$/);
  expect(new Set(made.map(([, value]) => value)).size).toBe(made.length);
});

it('keeps the secrets out of git and out of the image', () => {
  const { status } = spawnSync('git', ['check-ignore', '-q', '.env'], { cwd: root });
  if (existsSync(join(root, '.git'))) expect(status).toBe(0);
  expect(read('.dockerignore').split('\n')).toContain('.env');
});

it('builds the twin of what is there, and starts it with flags that it has', async () => {
  const copied = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((m) => m[1]!.split(' '));
  expect(copied.length).toBeGreaterThan(3);
  for (const path of copied) expect([path, existsSync(join(root, path))]).toEqual([path, true]);
  const { command = [] } = compose.services.twin!;
  const { out } = await say(['live', '--help']);
  const flags = command.filter((word) => word.startsWith('--'));
  expect(flags.length).toBeGreaterThan(3);
  for (const flag of flags) expect(out).toContain(`${flag} <`);
  const scenario = /:-(.+)\}/.exec(command[1]!)![1]!;
  expect(existsSync(join(root, scenario))).toBe(true);
  const { target } = storeTarget(command[command.indexOf('--store') + 1]!, { SIXFOLD_INFLUX_TOKEN: 't' }) as {
    target: { url: string; org: string; bucket: string };
  };
  const { environment = {} } = compose.services.influxdb!;
  expect([new URL(target.url).hostname, target.org, target.bucket]).toEqual([
    'influxdb',
    environment.DOCKER_INFLUXDB_INIT_ORG,
    environment.DOCKER_INFLUXDB_INIT_BUCKET,
  ]);
  expect(new URL(command[command.indexOf('--mqtt') + 1]!).hostname).toBe('mosquitto');
});

it('gives Grafana a source and dashboards that hang together', () => {
  const source = parse(read('deploy/grafana/provisioning/datasources/sixfold.yaml')) as {
    datasources: { uid: string; url: string; jsonData: { dbName: string } }[];
  };
  expect(source.datasources.length).toBe(1);
  const [{ uid, url, jsonData }] = source.datasources as [(typeof source.datasources)[number]];
  expect([new URL(url).hostname, jsonData.dbName]).toEqual(['influxdb', 'sixfold']);
  const provider = parse(read('deploy/grafana/provisioning/dashboards/sixfold.yaml')) as {
    providers: { options: { path: string } }[];
  };
  expect(compose.services.grafana!.volumes).toContain(
    `./deploy/grafana/dashboards:${provider.providers[0]!.options.path}:ro`,
  );
  const all = [...dashboards().values()];
  expect(all.length).toBe(2);
  expect(new Set(all.map((d) => d.uid)).size).toBe(all.length);
  for (const { panels } of all) {
    expect(new Set(panels.map((p) => p.id)).size).toBe(panels.length);
    const targets = panels.flatMap((p) => p.targets ?? []);
    expect(targets.length).toBeGreaterThan(4);
    for (const target of targets) expect([target.datasource.uid, target.rawQuery]).toEqual([uid, true]);
    for (const p of panels) {
      expect(p.gridPos.x + p.gridPos.w).toBeLessThanOrEqual(24);
      expect(new Set(p.targets?.map((t) => t.refId)).size).toBe(p.targets?.length ?? 0);
      const overlaps = panels.filter(
        (o) =>
          o !== p &&
          o.gridPos.x < p.gridPos.x + p.gridPos.w &&
          p.gridPos.x < o.gridPos.x + o.gridPos.w &&
          o.gridPos.y < p.gridPos.y + p.gridPos.h &&
          p.gridPos.y < o.gridPos.y + o.gridPos.h,
      );
      expect(overlaps.map((o) => o.title)).toEqual([]);
    }
  }
});
