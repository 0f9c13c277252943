import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { storedRunOf } from '../../src/app/cli/storeSink.ts';
import { loadScenario } from '../../src/app/node.ts';
import { openInfluxStore } from '../../src/io/influxStore.ts';
import { startSimulation } from '../../src/scenario/simulation.ts';
import { root } from '../app/site.ts';
import { dashboards } from '../deploy.ts';
import { type Influxd, startInfluxd } from './influxd.ts';
import { freePorts } from './server.ts';

interface Answer {
  readonly results: readonly { readonly series?: readonly { readonly values: readonly unknown[][] }[] }[];
}

describe('the dashboards of Grafana, on a real InfluxDB', () => {
  let influxd: Influxd;
  let range = '';
  const RUN = 'r20230701-00';
  beforeAll(async () => {
    influxd = await startInfluxd();
    await influxd.ask('CREATE DATABASE sixfold');
    const folder = mkdtempSync(join(tmpdir(), 'sixfold-grafana-'));
    const scenario = loadScenario(join(root, 'simulations/suzhou-six-in-one.yaml'));
    const store = await openInfluxStore({ url: influxd.url, database: 'sixfold' }, { spool: { folder } });
    await store.begin(storedRunOf(scenario, RUN));
    const appends: Promise<void>[] = [];
    const simulation = startSimulation(scenario, {
      onBlock: (block) => {
        appends.push(
          store.append(RUN, {
            ...block,
            columns: block.columns.map((c) => c.slice(block.at, block.at + block.count)),
            at: 0,
          }),
        );
      },
    });
    simulation.advance(30 * 24);
    simulation.flush();
    await Promise.all(appends);
    expect(await store.drain(30_000)).toBe(true);
    expect(store.health()).toMatchObject({ refused: 0, dropped: 0 });
    await store.close();
    rmSync(folder, { recursive: true, force: true });
    const { start_ms } = scenario.run.grid;
    range = `time >= ${start_ms}ms and time <= ${start_ms + 30 * 86_400_000}ms`;
  });
  afterAll(() => influxd.end());

  /** A query as Grafana sends it. */
  const filled = (query: string, component: string): string =>
    query
      .replaceAll('$timeFilter', range)
      .replaceAll('$__interval', '1h')
      .replaceAll('$run', RUN)
      .replaceAll('$component', component);

  const queries = [...dashboards()].flatMap(([file, { panels }]) =>
    panels.flatMap(({ title, targets = [] }) => targets.map(({ refId, query }) => ({ file, title, refId, query }))),
  );
  /** A component for those that ask for any. */
  const ONE: Readonly<Record<string, string>> = {
    'Mass flows': 'electrolyser',
    Pressures: 'hydrogen-store',
    Temperatures: 'absorption',
  };
  it.each(queries)('$file: $title $refId', async ({ title, query }) => {
    const { results } = (await influxd.ask(filled(query, ONE[title] ?? 'battery'), 'sixfold')) as Answer;
    const series = results.flatMap((r) => r.series ?? []);
    expect(series.length).toBeGreaterThan(0);
    const numbers = series.flatMap((s) => s.values.flatMap((row) => row.slice(1).filter((v) => typeof v === 'number')));
    expect(numbers.length).toBeGreaterThan(700);
    expect(filled(query, '')).not.toMatch(/\$\w/);
  });

  it.each([...dashboards()].flatMap(([file, d]) => d.templating.list.map((v) => ({ file, ...v }))))(
    '$file: the choice of $name',
    async ({ name, query }) => {
      const { results } = (await influxd.ask(filled(query, ''), 'sixfold')) as Answer;
      const values = results.flatMap((r) => r.series ?? []).flatMap((s) => s.values.map((row) => row[1]));
      expect(values).toContain(name === 'run' ? RUN : 'battery');
    },
  );
});

describe('the broker of docker-compose.yml, in a real Mosquitto', () => {
  const secrets = {
    twin: 'twin-pass-1',
    operator: 'operator-pass-1',
    viewer: 'viewer-pass-1',
    plant: 'plant:pass-1',
    roof: 'roof-pass-1',
  };
  let port = 0;
  let end: () => Promise<void>;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sixfold-broker-'));
    const [tcp, ws] = (await freePorts(2)) as [number, number];
    port = tcp;
    mkdirSync(join(folder, 'data'));
    const from = join(root, 'deploy/mosquitto');
    // As it is, but for places; here it must not listen on other addresses than this one's.
    const config = readFileSync(join(from, 'mosquitto.conf'), 'utf8')
      .replaceAll('/mosquitto/data', join(folder, 'data'))
      .replaceAll('/mosquitto/config', from)
      .replace('listener 1883', `listener ${tcp} 127.0.0.1`)
      .replace('listener 9001', `listener ${ws} 127.0.0.1\nsocket_domain ipv4`);
    writeFileSync(join(folder, 'mosquitto.conf'), process.getuid?.() === 0 ? `user root\n${config}` : config);
    const child = spawn('sh', [join(from, 'start.sh')], {
      stdio: 'ignore',
      env: {
        ...process.env,
        MOSQUITTO_DATA: join(folder, 'data'),
        MOSQUITTO_CONFIG: join(folder, 'mosquitto.conf'),
        SIXFOLD_MQTT_PASSWORD: secrets.twin,
        SIXFOLD_MQTT_OPERATOR: secrets.operator,
        SIXFOLD_MQTT_VIEWER: secrets.viewer,
        SIXFOLD_MQTT_PARTIES: `plant:${secrets.plant} roof:${secrets.roof}`,
      },
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    end = async () => {
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    };
    for (let k = 0; k < 100; k++) {
      const client = await connectTo('twin').catch(() => undefined);
      if (client !== undefined) return client.endAsync(true);
      await wait(50);
    }
    throw new Error('the broker did not come up');
  });
  afterAll(() => end());

  const connectTo = (username: string | undefined, password = secrets[username as 'twin']): Promise<MqttClient> =>
    connectAsync(
      `mqtt://127.0.0.1:${port}`,
      { reconnectPeriod: 0, ...(username === undefined ? {} : { username, password }) },
      false,
    );

  it('lets in nobody without the right password', async () => {
    await expect(connectTo(undefined)).rejects.toThrow(/Not authorized/);
    await expect(connectTo('viewer', 'guess')).rejects.toThrow(/Not authorized/);
  });

  it('lets everyone hear, the twin tell, and the operator command under its own name alone', async () => {
    const heard: string[] = [];
    const clients = await Promise.all(['twin', 'operator', 'viewer'].map((user) => connectTo(user)));
    onTestFinished(async () => {
      await Promise.all(clients.map((client) => client.endAsync(true)));
    });
    const [twin, operator, viewer] = clients as [MqttClient, MqttClient, MqttClient];
    for (const [name, client] of [
      ['twin', twin],
      ['viewer', viewer],
    ] as const) {
      client.on('message', (topic) => heard.push(`${name} ${topic}`));
      await client.subscribeAsync('sixfold/v1/#', { qos: 1 });
    }
    await twin.publishAsync('sixfold/v1/park/tele/pv', 'by twin', { qos: 1 });
    await viewer.publishAsync('sixfold/v1/park/tele/pv2', 'by viewer', { qos: 1 });
    await viewer.publishAsync('sixfold/v1/park/cmd/operator/pv/setpoint', 'by viewer', { qos: 1 });
    await operator.publishAsync('sixfold/v1/park/cmd/north/pv/setpoint', 'as another', { qos: 1 });
    await operator.publishAsync('sixfold/v1/park/cmd/operator/pv/setpoint', 'by operator', { qos: 1 });
    await twin.publishAsync('sixfold/v1/park/ack/operator/1', 'to the operator', { qos: 1 });
    await twin.publishAsync('sixfold/v1/park/health', 'last', { qos: 1 });
    await expect.poll(() => heard.filter((h) => h.endsWith('health')).length).toBe(2);
    expect(heard.sort()).toEqual([
      'twin sixfold/v1/park/ack/operator/1',
      'twin sixfold/v1/park/cmd/operator/pv/setpoint',
      'twin sixfold/v1/park/health',
      'twin sixfold/v1/park/tele/pv',
      'viewer sixfold/v1/park/health',
      'viewer sixfold/v1/park/tele/pv',
    ]);
  });
});
