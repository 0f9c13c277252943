import { DEFAULT_RULES, type RulesConfig } from '../src/control/config.ts';
import { makeRules, type Rules } from '../src/control/rules.ts';
import type { Carrier } from '../src/core/carriers.ts';
import type { AnyKind } from '../src/core/component.ts';
import type { Environment, PortBus, TariffSeries } from '../src/core/environment.ts';
import { place } from '../src/core/instance.ts';
import { type Loop, makeLoop } from '../src/core/loop.ts';
import { copperPlate, networksOf } from '../src/core/network.ts';
import { monthsOf, pack, type Run } from '../src/core/run.ts';
import { utcMs } from '../src/core/timeGrid.ts';
import { UTC } from '../src/core/zone.ts';
import { kinds } from '../src/models/index.ts';

export interface ClusterSketch {
  step_s?: number;
  length?: number;
  buses: Record<
    string,
    { carrier: Carrier; closers: string[]; supply_degC?: number; return_degC?: number; pressure_bar?: number }
  >;
  /** `kind`, `ports` by bus, and the parameters. */
  components: Record<string, { kind: string; ports: Record<string, string>; [param: string]: unknown }>;
  plates?: string[][];
  /** Price of electricity (and of gas under `gas`) by step. */
  prices?: Record<string, (i: number) => number>;
  /** Paid for what is fed in, by tariff; 0 unless said. */
  sells?: Record<string, number>;
  weather?: Record<string, number>;
  rules?: Partial<RulesConfig>;
}

export interface Cluster {
  readonly run: Run;
  readonly loop: Loop;
  readonly rules: Rules;
  /** Output or state of a component in the last step. */
  value(component: string, name: string): number;
  /** Takes `n` steps. */
  step(n?: number): void;
  index(component: string): number;
}

/** A tariff of one price by step, with nothing else to pay. */
export const flatTariff = (
  id: string,
  length: number,
  price: (i: number) => number,
  carrier: Carrier = 'electricity',
  sell = 0,
): TariffSeries => ({
  id,
  carrier,
  fixedBy: 'none',
  buy_money_per_kWh: Float64Array.from({ length }, (_, i) => price(i)),
  sell_money_per_kWh: new Float64Array(length).fill(sell),
  periods: ['flat'],
  period: new Uint8Array(length),
  demand: [],
  monthlyCharges: () => [],
});

/** Builds a small cluster without files: constants, flat weather, prices by step. */
export function cluster(sketch: ClusterSketch): Cluster {
  const grid = { start_ms: utcMs(2023, 1, 1), step_s: sketch.step_s ?? 3600, length: sketch.length ?? 24 };
  const busIds = Object.keys(sketch.buses);
  const portBuses: Record<string, PortBus> = Object.fromEntries(
    Object.entries(sketch.buses).map(([id, b]) => [
      id,
      {
        id,
        carrier: b.carrier,
        supply_degC:
          b.supply_degC ??
          (b.carrier === 'heat' ? 90 : b.carrier === 'steam' ? 180 : b.carrier === 'cooling' ? 7 : Number.NaN),
        return_degC:
          b.return_degC ??
          (b.carrier === 'heat' ? 70 : b.carrier === 'steam' ? 105 : b.carrier === 'cooling' ? 12 : Number.NaN),
        ...(b.pressure_bar === undefined ? {} : { pressure_bar: b.pressure_bar }),
        fossil_kg_per_kWh: b.carrier === 'gas' ? 0.198 : 0,
        biogenic_kg_per_kWh: 0,
      },
    ]),
  );
  const column = (v: number): Float64Array => new Float64Array(grid.length).fill(v);
  const site = { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5, zone: UTC };
  const instances = Object.entries(sketch.components).map(([id, { kind: name, ports, ...params }]) => {
    const listed = kinds.find((k) => k.kind === name) as AnyKind | undefined;
    if (!listed) throw new Error(`no kind ${name}`);
    const buses = Object.fromEntries(Object.entries(ports).map(([port, bus]) => [port, portBuses[bus]]));
    const env: Environment = {
      ports: buses,
      site,
      grid,
      currency: 'CNY',
      seed: 1,
      windHeight_m: 10,
      weather: (c) => column(sketch.weather?.[c] ?? 15),
      series: (ref) => column(Number(ref)),
      tariff: (t) =>
        flatTariff(
          t,
          grid.length,
          sketch.prices?.[t] ?? (() => 0.6),
          t === 'gas' ? 'gas' : 'electricity',
          sketch.sells?.[t],
        ),
    };
    const p = listed.params.parse(params);
    const kind = listed.refined?.(p) ?? listed;
    const q = kind.prepare(p, env);
    return place({ id, kind, p, q, buses, busIndex: (b) => busIds.indexOf(b), columns: kind.series(q, env) });
  });
  const packed = pack(instances);
  const index = (id: string): number => packed.components.findIndex((c) => c.id === id);
  const run: Run = {
    name: 'sketch',
    seed: 1,
    currency: 'CNY',
    site,
    grid,
    ...packed,
    buses: busIds.map((id) => ({ ...portBuses[id]!, label: id, closers: sketch.buses[id]!.closers.map(index) })),
    networks: networksOf(
      packed.components,
      (sketch.plates ?? []).map((nodes, k) =>
        copperPlate(
          `plate${k}`,
          nodes.map((b) => busIds.indexOf(b)),
        ),
      ),
    ),
    ...monthsOf(grid, site),
  };
  let rules: Rules | undefined;
  const loop = makeLoop(run, (r, net, fresh) => {
    rules = makeRules(r, net, { ...DEFAULT_RULES, ...sketch.rules }, fresh);
    return rules;
  });
  return {
    run,
    loop,
    rules: rules!,
    index,
    step(n = 1) {
      for (let k = 0; k < n; k++) loop.step();
    },
    value(id, name) {
      const c = run.components[index(id)]!;
      const at = c.outputs.indexOf(name);
      return at >= 0 ? c.y[at]! : c.next[c.states.indexOf(name)]!;
    },
  };
}
