import { gasEngine } from '../../src/models/gasEngine.ts';
import { bench } from '../models/bench.ts';
import { referenceCases } from '../shared.ts';
import { given } from './page/given.ts';
import type { Point, Validation } from './validation.ts';

const SHEETS = 'Jenbacher data sheets (shared/reference/chp_chiller_curves)';
const unconnected = ['exhaust'];
const file = 'reference/chp_chiller_curves/cases.json';

export interface SheetPoint {
  readonly fuel_kW: number;
  readonly power_kW: number;
  readonly heat_kW: number | null;
}
/** Points of a data sheet, from full load down. */
export const sheet = (engine: string): readonly SheetPoint[] =>
  referenceCases(file)
    .filter((c) => c.group === 'engine' && (c.inputs.engine as string).startsWith(engine))
    .map((c) => {
      const { P_el_kW, heat_kW } = c.expected as { P_el_kW: number; heat_kW: number | null };
      return { fuel_kW: c.inputs.fuel_kW_LHV as number, power_kW: P_el_kW, heat_kW };
    });

/** Ports of a warm engine in the middle of its range, asked for some power. */
const asked = (
  params: { readonly rated_kW: number; readonly [name: string]: unknown },
  power_kW: number,
): Record<string, number> =>
  bench(gasEngine, params, { unconnected }).run({
    x: { on_h: 9, off_h: 0, power_kW: 0.75 * params.rated_kW },
    target: power_kW,
  });

const TABLES = [
  ['J 208', 'j208', 330, 'gas'],
  ['JMS 416', 'jms416Hydrogen', 710, 'hydrogen'],
] as const;
const table = ([name, curve, rated_kW, fuel]: (typeof TABLES)[number]) =>
  sheet(name).map((point) => ({ point, out: asked({ rated_kW, curve, fuel, minLoad: 0.494 }, point.power_kW), fuel }));

const foretold = (): readonly Point[] => {
  const [full, middle, least] = sheet('JGS 320');
  const at = ({ power_kW, fuel_kW }: SheetPoint, heat: number): object => ({
    load: power_kW / 999,
    electric: power_kW / fuel_kW,
    heat,
    exhaust: 0.2,
  });
  const out = asked({ rated_kW: 999, minLoad: 0.53, curve: [at(least!, 0.46), at(full!, 0.43)] }, middle!.power_kW);
  return [{ reference: middle!.fuel_kW, model: -out.gas_kW! }];
};

/** Efficiencies of the default class on the higher heating value. */
const sizeClass = (): readonly Point[] => {
  const doe = referenceCases(file).find((c) => c.id === 'chp-default-020')!;
  const { eta_el_HHV, eta_th_hot_water_HHV } = doe.expected as Record<string, number>;
  const out = asked({ rated_kW: 400 }, 400);
  const fuel_kW = -out.gas_kW! * 1.108;
  return [
    { reference: eta_el_HHV!, model: 400 / fuel_kW },
    { reference: eta_th_hot_water_HHV!, model: out.heat_kW! / fuel_kW },
  ];
};

export const validations: readonly Validation[] = [
  {
    model: 'gasEngine',
    quantity: 'fuel_kW',
    title: 'J 208 on natural gas and JMS 416 on hydrogen, kept as tables, at full, three quarter and half load',
    source: SHEETS,
    tolerance: { relative: 0.01 },
    points: given(() =>
      TABLES.flatMap((row) =>
        table(row).map(({ point, out, fuel }) => ({ reference: point.fuel_kW, model: -out[`${fuel}_kW`]! })),
      ),
    ),
  },
  {
    model: 'gasEngine',
    quantity: 'heat_kW',
    title: 'JMS 416 on hydrogen, kept as a table, at full, three quarter and half load',
    source: SHEETS,
    tolerance: { relative: 0.01 },
    points: given(() => table(TABLES[1]).map(({ point, out }) => ({ reference: point.heat_kW!, model: out.heat_kW! }))),
  },
  {
    model: 'gasEngine',
    quantity: 'fuel_kW',
    title: 'JGS 320: its point at three quarter load foretold from the other two',
    source: SHEETS,
    tolerance: { relative: 0.01 },
    points: given(foretold),
  },
  {
    model: 'gasEngine',
    quantity: 'eta',
    title:
      'default class of 400 kW, electric and thermal efficiency on the higher heating value, against the size class',
    source: 'US DOE CHP fact sheets, by REopt.jl 029db01 (shared/reference/chp_chiller_curves)',
    tolerance: { relative: 0.1 },
    points: given(sizeClass),
  },
];
