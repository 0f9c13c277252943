import type { Environment, PortBus } from '../core/environment.ts';
import { clamp } from '../core/math.ts';
import { chillerCop, heatPumpCop, icingFactor } from '../core/physics/carnot.ts';
import { type FrostFactors, frostFactors } from '../core/physics/frost.ts';
import type { HeatPumpParams, SourceDefaults } from './heatPumpParams.ts';
import { checkRange, mapOf, readMap } from './performanceMap.ts';

/** What a heat pump works between. */
export interface HeatPumpDuty {
  readonly p: HeatPumpParams;
  readonly source: SourceDefaults;
  readonly heat: PortBus;
  /** Undefined where it does not cool. */
  readonly cooling: PortBus | undefined;
  /** Temperature of a bus as the source. */
  readonly waste_degC: number;
  readonly coolingRated_kW: number;
}

type Columns = Readonly<Record<string, Float64Array | number>>;
interface Performance {
  readonly capacity_kW: Float64Array;
  readonly cop: Float64Array;
}

const COOLING_RATED = { chilled_degC: 7, sink_degC: 28 } as const;

/** Capacity and COP in every interval, when heating and when cooling. @throws ConfigError where a map does not reach */
export function heatPumpColumns(q: HeatPumpDuty, env: Environment): Columns {
  const { source, cooling } = q;
  const degC = source.weather ? env.weather(source.weather) : new Float64Array(env.grid.length).fill(q.waste_degC);
  const warm = heating(q, degC, env);
  const heatColumns = { source_degC: degC, heatCapacity_kW: warm.capacity_kW, heatCop: warm.cop };
  if (!cooling) return { ...heatColumns, coolingCapacity_kW: 0, coolingCop: 1 };
  const cold = coolingOf(q, cooling, degC, env);
  return { ...heatColumns, coolingCapacity_kW: cold.capacity_kW, coolingCop: cold.cop };
}

const capacity = (p: HeatPumpParams, gain_K: number, lift_K: number): number =>
  clamp(1 + p.sourceSlope_per_K * gain_K - p.supplySlope_per_K * lift_K, 0, p.capacityMax);

function heating(q: HeatPumpDuty, degC: Float64Array, env: Environment): Performance {
  const { p, source, heat } = q;
  const least_degC = p.sourceMin_degC ?? source.least_degC;
  const frost = p.source === 'air' ? (p.frost ?? (p.map === undefined ? 'step' : 'none')) : 'none';
  const icing = (t: number): number => (frost === 'step' ? icingFactor(t, p.icingBelow_degC, p.icingFactor) : 1);
  let bare: Performance;
  if (p.map === undefined) {
    const approach_K = p.sourceApproach_K ?? source.approach_K;
    const rated_degC = p.ratedSource_degC ?? source.rated_degC;
    const condenser_degC = heat.supply_degC + p.supplyApproach_K;
    const lift_K = heat.supply_degC - p.ratedSupply_degC;
    bare = {
      capacity_kW: degC.map((t) => (t < least_degC ? 0 : p.rated_kW * icing(t) * capacity(p, t - rated_degC, lift_K))),
      cop: degC.map(
        (t) => Math.min(p.copMax, heatPumpCop(t - approach_K, condenser_degC, p.quality ?? source.quality)) * icing(t),
      ),
    };
  } else {
    const map = mapOf(p.map);
    if (p.mapOutside === 'error') {
      checkRange(map.sink_degC, heat.supply_degC, `bus "${heat.id}" is supplied at`, env.grid);
      checkRange(map.source_degC, degC, 'its source is at', env.grid, (t) => t < least_degC);
    }
    const points = Array.from(degC, (t) => readMap(map, t, heat.supply_degC));
    bare = {
      capacity_kW: degC.map((t, i) => (t < least_degC ? 0 : p.rated_kW * icing(t) * points[i]!.capacity)),
      cop: degC.map((t, i) => points[i]!.cop * icing(t)),
    };
  }
  return frost === 'humidity' ? frosted(q, degC, bare, env) : bare;
}

/** The same with frost by the humidity of the air. */
function frosted({ p }: HeatPumpDuty, degC: Float64Array, bare: Performance, env: Environment): Performance {
  const humidity = env.weather('relativeHumidity');
  const pressure_kPa = env.weather('pressure_kPa');
  const factors: FrostFactors = { heat: 1, power: 1 };
  const at = (i: number): FrostFactors => {
    if (degC[i]! < p.icingBelow_degC)
      return frostFactors(degC[i]!, humidity[i]!, pressure_kPa[i]!, bare.cop[i]!, factors);
    factors.heat = 1;
    factors.power = 1;
    return factors;
  };
  return {
    capacity_kW: bare.capacity_kW.map((v, i) => v * at(i).heat),
    cop: bare.cop.map((v, i) => (v * at(i).heat) / factors.power),
  };
}

function coolingOf(q: HeatPumpDuty, cooling: PortBus, degC: Float64Array, env: Environment): Performance {
  const { p, source } = q;
  if (p.coolingMap === undefined) {
    const approach_K = p.sourceApproach_K ?? source.approach_K;
    const quality = p.coolingQuality ?? source.coolingQuality;
    const evaporator_degC = cooling.supply_degC - p.supplyApproach_K;
    return {
      capacity_kW: degC.map(
        (t) =>
          q.coolingRated_kW *
          capacity(p, cooling.supply_degC - COOLING_RATED.chilled_degC, t - COOLING_RATED.sink_degC),
      ),
      cop: degC.map((t) => Math.min(p.copMax, chillerCop(evaporator_degC, t + approach_K, quality))),
    };
  }
  const map = mapOf(p.coolingMap);
  if (p.mapOutside === 'error') {
    checkRange(map.source_degC, cooling.supply_degC, `bus "${cooling.id}" is supplied at`, env.grid);
    checkRange(map.sink_degC, degC, 'its heat goes to', env.grid);
  }
  const points = Array.from(degC, (t) => readMap(map, cooling.supply_degC, t));
  return {
    capacity_kW: degC.map((_, i) => q.coolingRated_kW * points[i]!.capacity),
    cop: degC.map((_, i) => points[i]!.cop),
  };
}
