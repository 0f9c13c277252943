import { describe, expect, it } from 'vitest';
import { kinds } from '../../src/models/index.ts';
import { flatTariff } from '../cluster.ts';
import { placed, weather } from './placed.ts';

/** Parameters by which a kind has an electric port where its example has none. */
const ELECTRIC: Readonly<Record<string, object>> = {
  boiler: { fuel: 'electricity' },
  steamBoiler: { fuel: 'electricity' },
  converter: {
    flows: { power: { carrier: 'electricity', flow: 'in', per: 1 }, heat: { carrier: 'heat', flow: 'out', per: 1 } },
    lead: 'heat',
    rated_kW: 10,
  },
  sink: { carrier: 'electricity', demand_kW: 1 },
  source: { carrier: 'electricity', max_kW: 1 },
  store: { carrier: 'electricity' },
};

describe('every kind', () => {
  const electric = kinds.flatMap((kind) => {
    const example = kind.example as object;
    const ports = [example, { ...example, ...ELECTRIC[kind.kind] }].flatMap((params) => {
      const parsed = (kind.params as { safeParse(v: unknown): { data?: unknown } }).safeParse(params).data;
      return parsed === undefined ? [] : Object.values(kind.ports(parsed));
    });
    return ports.some((port) => port.carrier === 'electricity') ? [kind] : [];
  });

  it.each(electric.map((k) => [k.kind, k] as const))('%s: has reactive power at its electric port', (_name, kind) => {
    // A closer but the grid records a failure: nothing stands there.
    if (kind.role === 'closer' && kind.kind !== 'gridConnection') return;
    expect(kind.terminals !== undefined || kind.reactive !== undefined).toBe(true);
  });
  it('is looked at', () => expect(electric.length).toBeGreaterThan(30));

  it.each(kinds.filter((k) => k.terminals).map((k) => [k.kind, k] as const))(
    '%s: stays itself with the parameters that it had',
    (_name, kind) => {
      expect(kind.refined!(kind.params.parse(kind.example)).step).toBe(kind.step);
    },
  );
});

describe('reactive power asked for', () => {
  const tariffs = { power: flatTariff('power', 1, () => 0.6), gas: flatTariff('gas', 1, () => 0.3, 'gas') };
  const cold = { supply_degC: 37, return_degC: 32 };
  const setting = {
    weather: { ...weather, ambient_degC: 5, wetBulb_degC: 3, ghi_W_per_m2: 500, dni_W_per_m2: 400, dhi_W_per_m2: 200 },
    tariffs,
    buses: { cold, reject: cold, to: cold },
  };
  const withPort = kinds.filter((k) => k.terminals);

  it.each(withPort.map((k) => [k.kind, k] as const))('%s: leaves all else as it was', (name, kind) => {
    const params = { ...(kind.example as object), ...ELECTRIC[name] };
    const { type } = kind.terminals!;
    const asked = type === 'passive' ? { cosPhi: 0.8, idle_kvar: 3 } : { reactiveControl: 'voltage' };
    const plain = placed(name, params, setting);
    const unit = placed(name, { ...params, ...asked }, setting);
    const port = plain.instance.ports.find(({ carrier }) => carrier === 'electricity')!.signal;
    expect(unit.instance.states.length - plain.instance.states.length).toBe(type === 'passive' ? 0 : 1);
    const leads = plain.instance.leads.map((at) => plain.instance.ports[at]!.name);
    for (const lead of leads.length === 0 ? [undefined] : leads)
      for (const share of [0, 0.6, 1]) {
        const [low, high] = lead === undefined ? [0, 0] : plain.limits(lead);
        if (lead !== undefined) expect(unit.limits(lead)).toEqual(plain.limits(lead));
        const given = lead === undefined ? {} : { lead, target: low + share * (high - low) };
        const [before, after] = [plain.run(given), unit.run(given)];
        expect(after).toMatchObject(before);
        // by hand: 0.75 kvar a kW and what stays; at rated voltage the curves give nothing
        const kvar = type === 'passive' ? -0.75 * Math.abs(before[port]!) - 3 : 0;
        expect(after.reactive_kvar).toBeCloseTo(kvar, 9);
        expect(unit.residual()).toEqual(plain.residual());
      }
  });
  it('is tried on all of them', () => expect(withPort.length).toBe(31));
});
