import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/io/sha256.ts';
import { audit } from '../../../src/market/books/audit.ts';
import { matchingScore, volumetricScore } from '../../../src/market/certificates/matching.ts';
import { prove } from '../../../src/market/certificates/register.ts';
import type { CertificatesRecord, JournalRecord } from '../../../src/market/journal/record.ts';
import type { RightsOutcome } from '../../../src/scenario/exchange/rights.ts';
import { hasShared, whyNoShared } from '../../shared.ts';
import { hourlyCase } from '../../validation/hourlyMatching.ts';
import { journal, type Ran, run, traded } from './traded.ts';

const HOURS = { sun_kW: [2, 4, 10, 5], demand_kW: [4, 4, 6, 8], carbon_kg_per_kWh: [0.5, 0.4, 0.2, 0.3] };
const of = ({ outcome }: Ran, party: string) => outcome.rights.uses[0]!.get(party)!;
const certificates = ({ records }: Ran): CertificatesRecord[] =>
  records.filter((record): record is CertificatesRecord => record.kind === 'certificates');
/** All carbon is with users, fed out, or waits. */
const balance = ({ final, exported, waiting, emitted }: RightsOutcome): [number, number] =>
  [0, 1].map((s) => final.reduce((sum, carbon) => sum + carbon[s]!, 0) + exported[s]! + waiting[s]! - emitted[s]!) as [
    number,
    number,
  ];

describe('energy told apart', () => {
  const ran = run(traded(), HOURS);

  it('scores a mill that buys a roof by the hour: by hand', () => {
    const { matching, taken } = of(ran, 'mill');
    expect(taken).toBe(22_000);
    // 2 + 4 + 6 + 5 of 22; the roof made 21, of which 4 were fed in
    expect(matchingScore(matching)).toBe(17 / 22);
    expect(ran.outcome.rights.matching[0]).toEqual({ load: 22_000, clean: 17_000, matched: 17_000 });
    expect(volumetricScore(matching)).toBe(17 / 22);
  });

  it('leaves the mill the carbon of what it drew from the grid: by hand', () => {
    // 2 x 0.5 in the first hour, 3 x 0.3 in the last
    expect(of(ran, 'mill').scope2_kg).toBeCloseTo(1.9, 12);
    expect(ran.outcome.rights.emitted).toEqual([0, expect.closeTo(1.9, 12)]);
    expect(certificates(ran).map(({ taken }) => taken.find(({ account }) => account === 'mill'))).toEqual([
      { account: 'mill', quanta: 4000, scope1_g: 0, scope2_g: 1000 },
      { account: 'mill', quanta: 4000, scope1_g: 0, scope2_g: 0 },
      { account: 'mill', quanta: 6000, scope1_g: 0, scope2_g: 0 },
      { account: 'mill', quanta: 8000, scope1_g: 0, scope2_g: 900 },
    ]);
  });

  it.skipIf(!hasShared)(`agrees with the reference${whyNoShared}`, () => {
    const { load, clean, carbon } = hourlyCase();
    const other = run(traded(), { sun_kW: clean, demand_kW: load, carbon_kg_per_kWh: carbon.grid_kg_per_kwh });
    expect(of(other, 'mill').scope2_kg).toBeCloseTo(carbon.expected_residual, 12);
    expect(load.reduce((sum, l, h) => sum + l * carbon.grid_kg_per_kwh[h]!, 0)).toBeCloseTo(
      carbon.expected_location,
      12,
    );
  });

  it('moves a certificate with every Wh that was sold and delivered', () => {
    const { totals } = ran.outcome.books.certificates;
    expect([...totals]).toEqual([['power/sun', { issued: 21_000, cancelled: 21_000, expired: 0 }]]);
    const [first, , third] = certificates(ran);
    expect(first).toMatchObject({
      issued: [{ source: 'sun', kind: 'source', owner: 'roof', metered: 2000, quantity: 2000, carbon: 0 }],
      moved: [{ source: 'sun', from: 'roof', to: 'mill', quantity: 2000 }],
      used: [{ source: 'sun', by: 'mill', quantity: 2000 }],
      expired: 0,
    });
    // In the third hour 4 of 10 leave the site, and their certificates with them
    expect(third!.moved).toEqual([
      { source: 'sun', from: 'roof', to: 'mill', quantity: 6000 },
      { source: 'sun', from: 'roof', to: 'utility:grid', quantity: 4000 },
    ]);
  });

  it('leaves a journal that an audit finds sound, and that no certificate can be added to', () => {
    expect(audit(journal(ran.records), sha256).fault).toBeUndefined();
    prove(ran.outcome.books.certificates);
    const more = ran.records.map(
      (record): JournalRecord =>
        record.kind === 'certificates'
          ? { ...record, issued: record.issued.map((one) => ({ ...one, quantity: one.quantity + 1 })) }
          : record,
    );
    expect(audit(journal(more), sha256).fault?.message).toBe('power/1685577600000: 0 certificates expired, expected 1');
    const twice = ran.records.flatMap((record): JournalRecord[] =>
      record.kind === 'certificates' ? [record, record] : [record],
    );
    expect(audit(journal(twice), sha256).fault?.message).toBe(
      'power/1685577600000/sun: the slot is closed; certificates are issued before',
    );
  });
});

describe('carbon through machines', () => {
  /** Engine and heat pump give heat to a dryer; a battery moves power by the hour. */
  const more = {
    buses:
      '  gas: { carrier: gas, closers: [supply] }\n  heat: { carrier: heat, supply_degC: 70, return_degC: 50, closers: [spill, cold] }\n',
    tariffs: '  gas: { carrier: gas, energy: { price_money_per_kWh: 0.03 } }\n',
    components: `  supply: { kind: gasSupply, bus: gas, tariff: gas, limit_kW: 3000 }
  spill: { kind: dump, bus: heat, carrier: heat }
  cold: { kind: unserved, bus: heat, carrier: heat }
  engine: { kind: gasEngine, owner: roof, ports: { gas: gas, electricity: power, heat: heat }, rated_kW: 3 }
  boiler: { kind: boiler, owner: roof, ports: { gas: gas, heat: heat }, rated_kW: 20 }
  battery: { kind: store, owner: roof, bus: power, capacity_kWh: 6, charge_kW: 3, discharge_kW: 3, etaCharge: 0.9, etaDischarge: 0.9 }
  dryer: { kind: load, owner: mill, bus: heat, carrier: heat, demand: 8 }
`,
  };
  const ran = run(traded(more), HOURS);
  const { rights } = ran.outcome;

  it('ends with users, is fed out, or waits: nothing is lost', () => {
    expect(rights.emitted[0]).toBeGreaterThan(1);
    expect(rights.emitted[1]).toBeGreaterThan(0);
    for (const gap of balance(rights)) expect(Math.abs(gap)).toBeLessThan(1e-9);
  });

  it('counts what the site emits: scope 1 of all machines, scope 2 of the grid', () => {
    expect(rights.emitted[0]).toBeCloseTo(ran.emissions.scope1_kg, 9);
    expect(rights.emitted[1]).toBeCloseTo(ran.emissions.scope2Location_kg, 9);
    // The mill uses all heat: its carbon is on the heat market
    const heat = rights.uses.find((by) => by.get('mill')?.taken === 32_000);
    expect(heat?.get('mill')?.scope1_kg).toBeGreaterThan(1);
  });

  it('lies in a store until it is emptied: by hand', () => {
    const stored = run(
      traded({
        components:
          '  battery: { kind: store, owner: roof, bus: power, capacity_kWh: 10, charge_kW: 2, discharge_kW: 2, socStart: 0 }\n',
      })
        .replace('price_money_per_kWh: 0.3', 'price_money_per_kWh: hours.price_money_per_kWh')
        .replace('price_money_per_kWh: 0.08', 'price_money_per_kWh: 0'),
      { ...HOURS, sun_kW: [0, 0, 0, 0], price_money_per_kWh: [0.1, 0.1, 1, 1] },
    );
    // 2 kWh at 0.5 and 2 at 0.4 go in; the mill gets half of these 1.8 kg in each of the hours after, and none is left
    const taken = certificates(stored).map((record) =>
      Object.fromEntries(record.taken.map(({ account, scope2_g }) => [account, scope2_g])),
    );
    expect(taken).toEqual([{ mill: 2000, roof: 1000 }, { mill: 1600, roof: 800 }, { mill: 1700 }, { mill: 2700 }]);
    expect(stored.outcome.rights.waiting[1]).toBeCloseTo(0, 12);
    expect(stored.outcome.rights.emitted[1]).toBeCloseTo(stored.emissions.scope2Location_kg, 12);
    // A battery makes no energy: no certificates
    expect(stored.outcome.books.certificates.totals.size).toBe(0);
  });

  it('is sound in its journal, sources never beyond their meters', () => {
    expect(audit(journal(ran.records), sha256).fault).toBeUndefined();
    for (const { issued } of certificates(ran))
      for (const { quantity, metered } of issued) expect(quantity).toBeLessThanOrEqual(metered);
  });
});
