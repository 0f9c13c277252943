import { exergyFactor } from '../core/physics/exergy.ts';
import type { Run } from '../core/run.ts';
import { type Cogeneration, primaryEnergySaving } from './cogeneration.ts';
import { sumOf } from './flowSums.ts';
import { KpiList, ratio } from './kpiList.ts';
import type { BusSummary, Kpis } from './summary.ts';

export interface SeparateHeatAndPower {
  readonly electricity: number;
  readonly heat: number;
}

const BY_SHARE =
  'Heat let go counts against a unit by its share of the heat on the buses it reaches, step by step, through exchangers, pipes and tanks.';

/** Efficiencies of one or more cogeneration units taken together. */
function cogenerationKpis(list: KpiList, units: readonly Cogeneration[], separate: SeparateHeatAndPower): void {
  const over = (key: keyof Cogeneration): number => sumOf(units.map((u) => u[key]));
  const fuel = over('fuel');
  const electricity = over('electricity');
  const used = over('heat') - over('dumped');
  const reason = 'no cogeneration unit ran on fuel';
  list
    .add(
      'chpEfficiencyHeat',
      ratio(electricity + used, fuel),
      `Cogeneration, (W + Q used) / fuel on the lower heating value; Q used is heat given less heat let go. ${BY_SHARE}`,
      reason,
    )
    .add(
      'chpEfficiencyCold',
      ratio(electricity + used - over('toCooling') + over('cooling'), fuel),
      'Cogeneration, (W + Q heat + Q cold) / fuel: as before, but heat that went into absorption chillers counts as the cooling made of it.',
      reason,
    )
    .add(
      'primaryEnergySaving',
      fuel > 0 ? primaryEnergySaving(electricity / fuel, used / fuel, separate) : Number.NaN,
      `Primary energy saved by cogeneration after Directive 2012/27/EU and Regulation (EU) 2015/2402, against separate production at ${separate.electricity} (electricity) and ${separate.heat} (heat); the factors for grid losses and climate are taken as 1.`,
      reason,
    );
}

export function efficiencyKpis(
  list: KpiList,
  run: Run,
  buses: Readonly<Record<string, BusSummary>>,
  joint: readonly Cogeneration[],
  separate: SeparateHeatAndPower,
  ambient_degC: number,
): void {
  const onGas = joint.filter(
    ({ component, electricity }) =>
      electricity > 0 && run.components[component]!.ports.some((p) => p.carrier === 'gas' && p.bus >= 0),
  );
  cogenerationKpis(list, onGas, separate);
  const heat = sumOf(joint.map((u) => u.heat));
  list.add(
    'dumpedHeatShare',
    ratio(sumOf(joint.map((u) => u.dumped)), heat),
    `Heat let go over recoverable heat: heat that comes with electricity or hydrogen from engines, fuel cells and electrolysers. ${BY_SHARE}`,
    'nothing made heat beside electricity or hydrogen',
  );
  let useful = 0;
  let brought = 0;
  for (const bus of run.buses) {
    const b = buses[bus.id]!;
    const factor = exergyFactor(bus, ambient_degC);
    useful += factor * (b.finalUse - b.unserved + b.sale + Math.max(0, b.storedChange));
    brought += factor * (b.generation + b.purchase + Math.max(0, -b.storedChange));
  }
  list.add(
    'exergyEfficiency',
    ratio(useful, brought),
    `Exergy of what the site uses, sells and adds to stores, over that of what it buys, generates and takes from stores: electricity 1, gas 1.04 and hydrogen 0.985 of the lower heating value (Kotas 1985), heat and cooling by the Carnot factor of their bus's mean temperature against the mean ambient temperature of ${Number(ambient_degC.toFixed(2))} °C; sun, wind and ambient heat count as the electricity made of them.`,
  );
}

/** The same figures for one unit, beside its own. */
export function unitKpis(currency: string, unit: Cogeneration, separate: SeparateHeatAndPower): Kpis {
  const list = new KpiList(currency);
  if (unit.fuel > 0 && unit.electricity > 0) cogenerationKpis(list, [unit], separate);
  return list.add('dumpedHeatShare', ratio(unit.dumped, unit.heat), `Of its heat, what was let go. ${BY_SHARE}`).kpis;
}
