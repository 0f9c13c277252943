import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeBoard } from '../../src/app/cli/tailBoard.ts';
import { openDuckStore } from '../../src/io/duckStore.ts';
import { FILES } from '../scenario/small.ts';
import { command, folderWith, root, say } from './site.ts';

describe('sixfold live, wrong usage', () => {
  it.each([
    [['--mode', 'fast'], '--mode fast: expected one of live, paced, step, asap\n'],
    [['--speed', '0'], '--speed 0: expected a number above 0 and up to 10000000, such as 3600\n'],
    [['--port', '70000'], '--port 70000: expected a port from 0 (any that is free) to 65535\n'],
    [
      ['--mqtt', 'localhost:1883'],
      '--mqtt localhost:1883: expected an address such as mqtt://localhost:1883; mqtt, mqtts, ws or wss\n',
    ],
    [
      ['--mqtt', 'mqtt://me:secret@localhost'],
      '--mqtt: a password in the address can be read by everybody here; put it in SIXFOLD_MQTT_PASSWORD\n',
    ],
    [['--spool-mb', '0'], '--spool-mb 0: expected megabytes from 1 to 1000000\n'],
    [['--spool-days', 'long'], '--spool-days long: expected a number of days above 0 and up to 3660\n'],
    [['--qos', '2'], '--qos 2: expected 0 (live values at most once) or 1 (at least once)\n'],
    [['--mqtt', 'mqtts://localhost', '--cert', 'x.pem'], '--cert and --key belong together\n'],
    [['--mqtt', 'mqtts://localhost', '--ca', 'none.pem'], '--ca none.pem: there is no such file\n'],
  ])('%j', async (args, err) => {
    expect(await say(['live', 'small.yaml', ...args])).toEqual({ exit: 2, out: '', err });
  });

  it('names the fault of a scenario, and a time that is not in it', async () => {
    const folder = folderWith({ ...FILES, 'bad.yaml': 'extends: small.yaml\nname: 1\n' });
    const data = join(folder, 'live');
    expect(await say(['live', join(folder, 'bad.yaml'), '--data', data])).toMatchObject({ exit: 2, out: '' });
    expect(await say(['live', join(folder, 'small.yaml'), '--data', data, '--until', '2024-01-01T00:00'])).toEqual({
      exit: 2,
      out: '',
      err: '--until 2024-01-01T00:00: expected a time within the scenario, which lasts from 2023-03-01T00:00 to 2023-03-02T00:00\n',
    });
    expect(await say(['live', join(folder, 'small.yaml'), '--data', data, '--mode', 'live'])).toEqual({
      exit: 2,
      out: '',
      err: 'mode live follows the wall clock, and the scenario ended at 2023-03-01T16:00Z; take mode paced, or another start and end\n',
    });
    expect(await say(['tail', data])).toEqual({
      exit: 2,
      out: '',
      err: `no twin runs in ${data} (there is no ${join(data, 'live.json')}); start one: sixfold live\n`,
    });
  });
});

describe('sixfold live', () => {
  it('runs to a time, says where everything is and what became of it, and goes on from there', async () => {
    const folder = folderWith();
    const data = join(folder, 'live');
    const args = [
      'live',
      join(folder, 'small.yaml'),
      '--mode',
      'asap',
      '--data',
      data,
      '--port',
      '0',
      '--ws-port',
      '0',
    ];
    const first = await say([...args, '--until', '2023-03-01T10:00']);
    expect(first.exit).toBe(0);
    expect(first.out).toMatch(/^small\nRun +r\w+-\w+, begins\n/);
    expect(first.out).toContain(`Users         viewer, operator, owner; passwords in ${join(data, 'users.json')}\n`);
    expect(first.out).toContain('Topics        sixfold/v1/small/#, such as sixfold/v1/small/tele/grid\n');
    expect(first.err).toMatch(/^stopped by its end at step 10 of run \S+\nsteps: 10 taken, 10 stored, /);
    expect(existsSync(join(data, 'live.json'))).toBe(false);
    const second = await say([...args, '--until', 'end']);
    expect(second.out).toMatch(/^Run +r\w+-\w+, goes on from step 10$/m);
    expect(second.err).toMatch(/steps: 14 taken, 14 stored/);
    const third = await say([...args, '--until', 'end']);
    expect(third.out).toMatch(/^Run +r\w+-\w+, is at its end; clock\/seek goes back, --fresh begins another$/m);
    const store = await openDuckStore(join(data, 'twin.duckdb'));
    onTestFinished(() => store.close());
    const [run] = await store.runs();
    expect(await store.count(run!.id)).toBe(24);
  });

  it('ends well when asked to, as often as it likes', async () => {
    const folder = folderWith();
    const args = ['live', join(folder, 'small.yaml'), '--mode', 'step', '--port', '0', '--ws-port', '0'];
    const { exit, err } = await say([...args, '--data', join(folder, 'live')], 2);
    expect(exit).toBe(0);
    expect(err).toMatch(/^stopped by SIGINT at step 0 /);
  });
});

const isBuilt = existsSync(join(root, 'dist/app/server/engineWorker.js'));
describe.skipIf(!isBuilt)(
  `the live twin as a process${isBuilt ? '' : ' (skipped: not built; run npm run build)'}`,
  () => {
    it('is watched by sixfold tail, and stops on SIGTERM with everything stored', async () => {
      const folder = folderWith();
      const data = join(folder, 'live');
      const args = [
        'live',
        join(folder, 'small.yaml'),
        '--speed',
        '36000',
        '--port',
        '0',
        '--ws-port',
        '0',
        '--data',
        data,
      ];
      const twin = spawn(process.execPath, [command, ...args]);
      let err = '';
      twin.stderr.on('data', (text: Buffer) => {
        err += text.toString();
      });
      const ended = new Promise<number | null>((done) => twin.on('exit', done));
      onTestFinished(() => void twin.kill('SIGKILL'));
      for (let k = 0; k < 500 && !existsSync(join(data, 'live.json')); k++)
        await new Promise((done) => setTimeout(done, 20));
      const { exit, out } = await say(['tail', data, '--count', '3', '--signals', 'battery.soc,load.input_kW']);
      expect(exit).toBe(0);
      expect(out).toMatch(/^time \(UTC\) +battery\.soc +load\.input_kW\n2023-0\S+ +[01]\.\d\d +-\d+\.\d+\n/);
      expect(out.trim().split('\n')).toHaveLength(4);
      twin.kill('SIGTERM');
      expect(await ended).toBe(0);
      const steps = Number(/^stopped by SIGTERM at step (\d+) /.exec(err)?.[1]);
      expect(err).toContain(`steps: ${steps} taken, ${steps} stored`);
      expect(readFileSync(join(data, 'users.json'), 'utf8')).toContain('viewer');
    });
  },
);

describe('the board of sixfold tail', () => {
  const birth = (names: readonly string[]): string =>
    JSON.stringify({ signals: names.map((name) => ({ name, role: name.endsWith('_kW') ? 'port' : 'signal' })) });
  const head = (seq: number) => ({ time_ms: 1_672_531_200_000 + seq * 3_600_000, wall_ms: 1, run: 'r', epoch: 1, seq });

  it('puts the values of a step on a line, from messages of components or of frames', () => {
    let out = '';
    const board = makeBoard({
      out: (text) => {
        out += text;
      },
      isJson: false,
      width: 80,
    });
    board.hear('meta/site', JSON.stringify({ components: ['pv', 'bat'] }));
    board.hear('meta/pv', birth(['electricity_kW', 'sun_kW']));
    board.hear('meta/bat', birth(['power_kW', 'soc']));
    board.hear('tele/pv', JSON.stringify({ ...head(0), quality: 'good', electricity_kW: 12.3456, sun_kW: 5 }));
    board.hear('tele/bat', JSON.stringify({ ...head(0), quality: 'good', power_kW: -1.25, soc: 0.5 }));
    board.hear('frame', JSON.stringify({ ...head(1), quality: 'good', 'pv.electricity_kW': 1234.5 }));
    // What is missing of a step is told as missing once the next one begins.
    board.hear('tele/pv', JSON.stringify({ ...head(2), quality: 'good', electricity_kW: 123.45 }));
    board.hear('tele/pv', JSON.stringify({ ...head(3), quality: 'good', electricity_kW: 1 }));
    board.hear('status', JSON.stringify({ status: 'offline' }));
    expect(board.steps).toBe(3);
    expect(out).toBe(
      [
        'time (UTC)            pv.electricity_kW  bat.power_kW',
        '2023-01-01T00:00Z                 12.35         -1.25',
        '2023-01-01T01:00Z                  1235             -',
        '2023-01-01T02:00Z                 123.5             -',
        'the twin is offline',
        '',
      ].join('\n'),
    );
  });

  it('shows model, reading and residual of what is metered', () => {
    let out = '';
    const board = makeBoard({ out: (text) => (out += text), isJson: false, width: 100, isOfMeters: true });
    board.hear('meta/site', JSON.stringify({ components: ['bat'] }));
    board.hear('meta/bat', JSON.stringify({ meters: [{ signal: 'top_degC' }], signals: [] }));
    board.hear('frame', JSON.stringify({ ...head(0), 'bat.top_degC': 60, 'bat.measuredTop_degC': 61.5 }));
    expect(out).toBe(
      [
        'time (UTC)            bat.top_degC  bat.measuredTop_degC  bat.residualTop_K',
        '2023-01-01T00:00Z            60.00                 61.50                  -',
        '',
      ].join('\n'),
    );
    const none = makeBoard({ out: (text) => (out += text), isJson: false, width: 100, isOfMeters: true });
    none.hear('frame', JSON.stringify({ ...head(0), 'bat.top_degC': 60 }));
    expect(out).toContain('nothing is metered: name meters in the scenario\n');
    out = '';
    const words = makeBoard({ out: (text) => (out += text), isJson: false, width: 80, signals: ['bat.qualityTop'] });
    words.hear('frame', JSON.stringify({ ...head(0), 'bat.qualityTop': 4 }));
    expect(out).toContain('          stuck\n');
  });

  it('prints JSON for machines', () => {
    let out = '';
    const board = makeBoard({
      out: (text) => {
        out += text;
      },
      isJson: true,
      width: 80,
      signals: ['bat.soc'],
    });
    board.hear('frame', JSON.stringify({ ...head(0), quality: 'good', 'bat.soc': 0.5, 'pv.electricity_kW': 1 }));
    expect(out).toBe('{"time_ms":1672531200000,"bat.soc":0.5}\n');
  });
});
