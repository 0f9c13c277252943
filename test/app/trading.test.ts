import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { simulate, startExchange, startSimulation } from '../../src/index.ts';
import { journalLines } from '../../src/io/journalFile.ts';
import { sha256 } from '../../src/io/sha256.ts';
import { audit } from '../../src/market/books/audit.ts';
import { tradingSite } from '../scenario/exchange/tradingSite.ts';
import { load } from '../scenario/small.ts';
import { folderWith, say } from './site.ts';

const BATTERY =
  '  battery: { kind: store, owner: cell, bus: power, capacity_kWh: 200, charge_kW: 50, discharge_kW: 50, etaCharge: 0.95, etaDischarge: 0.95 }\n';
const SITE = tradingSite({ hours: 24, components: BATTERY });
const scenario = () => load({ 'small.yaml': SITE });

describe('a scenario with an exchange', () => {
  it('is run by it in simulate, as by startExchange, and says what came of it', () => {
    const result = simulate(scenario());
    const run = startExchange(scenario());
    run.advance(96);
    const other = run.outcome();
    expect(result.steps).toBe(96);
    expect(result.exchange!.markets[0]!.volume).toBe(other.markets[0]!.volume);
    expect(result.exchange!.markets[0]!.tradedSlots).toBe(96);
    expect([...result.exchange!.books.balances.money]).toEqual([...other.books.balances.money]);
    expect(result.table.columns).toEqual(run.simulation.outcome().table.columns);
    const entries: string[] = [];
    simulate(scenario(), { exchange: { onRecord: ({ kind }) => entries.push(kind) } });
    expect(entries.filter((kind) => kind === 'settlement')).toHaveLength(96);
  });

  it('has no outcome of an exchange where there is none', () => {
    const plain = load({ 'small.yaml': SITE.replace(/exchange: .*\n/, '') });
    expect(simulate(plain).exchange).toBeUndefined();
    expect(startSimulation(plain).advance(4)).toBe(4);
  });

  it('is not run by rules without a word', () => {
    expect(() => startSimulation(scenario())).toThrow(
      'exchange: a scenario that trades is run by its exchange; take its steps with startExchange(scenario), or take the section away to run by rules',
    );
    const together = load({ 'small.yaml': tradingSite({ exchange: '{ clearing: together }' }) });
    expect(() => simulate(together)).toThrow('together needs a solver; hand in `models`, or say bookByBook');
  });
});

describe('commands on a scenario with an exchange', () => {
  const file = (): string => join(folderWith({ 'trade.yaml': SITE }), 'trade.yaml');

  it('replay trades, and leaves books that an audit finds sound', async () => {
    const path = file();
    const out = join(path, '../again');
    const said = await say(['replay', path, '--out', out, '--no-report']);
    expect(said).toMatchObject({ exit: 0, err: '' });
    expect(said.out).toMatch(/\nExchange\nmarket +traded/);
    const report = audit(journalLines(join(out, 'exchange/journal.jsonl')), sha256);
    expect(report).toMatchObject({ isSound: true, counts: { settlements: 96 } });
    expect(existsSync(join(out, 'exchange/exchange.html'))).toBe(true);
  });

  it('sweep trades in every run: it costs what the run alone costs', async () => {
    const path = file();
    const { kpis } = JSON.parse(
      (await say(['run', path, '--out', join(path, '../one'), '--no-report', '--json'])).out,
    ) as {
      kpis: Record<string, { value: number }>;
    };
    const out = join(path, '../many');
    const swept = await say(['sweep', path, '--vary', 'components.sun.max_kW=100,120', '--out', out]);
    expect(swept.exit).toBe(0);
    const table = await asyncBufferFromFile(join(out, 'sweep.parquet'));
    const [first, second] = await parquetReadObjects({ file: table });
    expect(first!.cost_money).toBe(kpis.cost_money!.value);
    expect(second!.cost_money).toBeLessThan(kpis.cost_money!.value);
  }, 60_000);

  it.each([
    [['resilience'], 'without the grid rules decide, and nothing is traded'],
    [['pareto'], 'plans run the site as one owner would, without trade'],
    [['calibrate', '--fit', 'components.sun.max_kW=50..150'], 'every trial of the fit runs by rules, without trade'],
  ] as const)(
    '%s says that it does without',
    async (words, what) => {
      const [command, ...rest] = words;
      const path = file();
      const out = command === 'calibrate' ? [] : ['--out', join(path, '../out')];
      const said = await say([command, path, ...rest, ...out]);
      expect(said.err).toContain(`pair has an exchange: ${what}\n`);
    },
    60_000,
  );

  it('backtest says what a control decides', async () => {
    const path = file();
    const control = join(folderWith({ 'other.yaml': 'control: { merit: {} }\n' }), 'other.yaml');
    const said = await say(['backtest', path, '--control', control, '--out', join(path, '../back')]);
    expect(said.err).toContain(
      'pair has an exchange: it trades in every run, machines run as they are sold, and a control decides what is left to rules\n',
    );
  });
});
