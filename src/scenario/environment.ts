import type { z } from 'zod';
import type { Environment, PortBus, SeriesRef, Site } from '../core/environment.ts';
import { ConfigError } from '../core/errors.ts';
import { suffixOf } from '../core/units.ts';
import { readingsOn } from '../series/quality.ts';
import type { ImportReport } from '../series/table.ts';
import { layTariff } from '../series/tariff.ts';
import { suctionBuses } from './checkPressure.ts';
import { among } from './known.ts';
import type { ReadingsOf } from './meters.ts';
import { readProfiles } from './profiles.ts';
import type { Cluster, ComponentPlan, Outside } from './read.ts';
import type { BusSpec } from './schema.ts';
import { readWeather } from './weather.ts';

/** What a kind prepared for a component, and the series that drive it. */
export interface Made {
  readonly q: unknown;
  readonly columns: Readonly<Record<string, Float64Array | number>>;
}

/** What was made of components that may be laid again. */
export interface MadeBefore {
  get(plan: ComponentPlan): Made | undefined;
  set(plan: ComponentPlan, made: Made): unknown;
}

/** Where everything of a scenario is drawn from, and what the importers had to say. */
export interface Surroundings {
  readonly environment: Omit<Environment, 'ports'>;
  readonly buses: Readonly<Record<string, PortBus>>;
  readonly imports: readonly ImportReport[];
  /** What meters showed. */
  readonly readings: ReadingsOf;
  /** Keeps what was made of components, for a cluster that is laid here again with most of them as they were. */
  readonly made?: MadeBefore;
}

/** CO2 of natural gas per kWh of lower heating value. FOUND: DEA catalogue, 0.198 t/MWh. */
const GAS_FOSSIL_kg_per_kWh = 0.198;

const portBus = (id: string, spec: z.infer<typeof BusSpec>, hasSuction: boolean): PortBus => ({
  id,
  carrier: spec.carrier,
  supply_degC: spec.supply_degC ?? Number.NaN,
  return_degC: spec.return_degC ?? Number.NaN,
  ...(spec.pressure_bar === undefined ? {} : { pressure_bar: spec.pressure_bar }),
  ...(hasSuction ? { hasSuction } : {}),
  fossil_kg_per_kWh: spec.fossil_kg_per_kWh ?? (spec.carrier === 'gas' ? GAS_FOSSIL_kg_per_kWh : 0),
  biogenic_kg_per_kWh: spec.biogenic_kg_per_kWh,
});

/** Lays weather, profiles and tariffs of a cluster on its grid, each when it is first asked for. @throws ConfigError */
export function surroundingsOf(cluster: Cluster, outside: Outside): Surroundings {
  const { spec, zone } = cluster;
  // A grid of its own: what is remembered by it (the course of the sun) goes when the series are laid.
  const grid = { ...cluster.grid };
  const imports: ImportReport[] = [];
  const site: Site = {
    latitude_deg: spec.site.latitude_deg,
    longitude_deg: spec.site.longitude_deg,
    altitude_m: spec.site.altitude_m,
    zone,
  };
  const profiles = readProfiles({ ...cluster, grid }, outside, imports);
  const weather = readWeather({ ...cluster, grid }, site, outside, imports);
  const partsOf = (ref: string, name: string): [id: string, column: string] => {
    const [id, column] = ref.split('.') as [string, string];
    if (suffixOf(column) !== suffixOf(name))
      throw new ConfigError(
        `"${ref}" is in ${suffixOf(column) || 'no unit'} and "${name}" is expected in ${suffixOf(name) || 'no unit'}; name a column that ends in _${suffixOf(name)}`,
      );
    return [id, column];
  };
  const series = (ref: SeriesRef, name: string): Float64Array =>
    // Not kept: a component keeps of a constant the number alone.
    typeof ref === 'number' ? new Float64Array(grid.length).fill(ref) : profiles.column(...partsOf(ref, name));
  const suction = suctionBuses(spec, cluster.components);
  const tariffs = new Map<string, ReturnType<typeof layTariff>>();
  return {
    imports,
    readings(ref, signal, take) {
      const [id, column] = partsOf(ref, signal);
      const table = profiles.table(id, column);
      if (table.year === 'calendar')
        throw new ConfigError(`profile "${id}" is a typical year, and a meter shows what was; give it year: exact`);
      return readingsOn(table, column, grid, take);
    },
    buses: Object.fromEntries(Object.entries(spec.buses).map(([id, bus]) => [id, portBus(id, bus, suction.has(id))])),
    environment: {
      site,
      grid,
      currency: spec.currency,
      seed: spec.seed,
      get windHeight_m() {
        return weather.windHeight_m;
      },
      weather: (column) => weather.column(column),
      series,
      tariff(id) {
        const known = tariffs.get(id);
        if (known) return known;
        // A tariff that is there and could not be read is a fault already.
        if (!Object.hasOwn(cluster.tariffs, id) && Object.hasOwn(spec.tariffs, id)) throw new ConfigError([]);
        if (!Object.hasOwn(cluster.tariffs, id))
          throw new ConfigError(`there is no tariff "${id}"${among(id, Object.keys(cluster.tariffs))}`);
        const laid = layTariff(id, cluster.tariffs[id]!, {
          grid,
          zone,
          series,
          ambient: () => weather.column('ambient_degC'),
          calendar: spec.calendar,
        });
        tariffs.set(id, laid);
        return laid;
      },
    },
  };
}
