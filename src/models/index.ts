import type { z } from 'zod';
import type { AnyKind } from '../core/component.ts';
import { absorptionChiller } from './absorptionChiller.ts';
import { battery } from './battery.ts';
import { boiler } from './boiler.ts';
import { boreholeStorage } from './boreholeStorage.ts';
import { building } from './building.ts';
import { carbonCapture } from './carbonCapture.ts';
import { co2Compressor } from './co2Compressor.ts';
import { co2Pipe } from './co2Pipe.ts';
import { compressionChiller } from './compressionChiller.ts';
import { converter } from './converter.ts';
import { coolingTower } from './coolingTower.ts';
import { curtailment } from './curtailment.ts';
import { dcLink } from './dcLink.ts';
import { dump } from './dump.ts';
import { electricityNetwork } from './electricityNetwork.ts';
import { electrolyser } from './electrolyser.ts';
import { evCharging } from './evCharging.ts';
import { flexibleLoad } from './flexibleLoad.ts';
import { freeCooling } from './freeCooling.ts';
import { fuelCell } from './fuelCell.ts';
import { gasEngine } from './gasEngine.ts';
import { gasSupply } from './gasSupply.ts';
import { gasTurbine } from './gasTurbine.ts';
import { genset } from './genset.ts';
import { gridConnection } from './gridConnection.ts';
import { heatExchanger } from './heatExchanger.ts';
import { heatNetwork } from './heatNetwork.ts';
import { heatPipe } from './heatPipe.ts';
import { heatPump } from './heatPump.ts';
import { hydrogenCompressor } from './hydrogenCompressor.ts';
import { hydrogenPipe } from './hydrogenPipe.ts';
import { hydrogenStorage } from './hydrogenStorage.ts';
import { iceStorage } from './iceStorage.ts';
import { industry } from './industry.ts';
import { inverter } from './inverter.ts';
import { lighting } from './lighting.ts';
import { load } from './load.ts';
import { pv } from './pv.ts';
import { sink } from './sink.ts';
import { solarThermal } from './solarThermal.ts';
import { source } from './source.ts';
import { steamBoiler } from './steamBoiler.ts';
import { steamTurbine } from './steamTurbine.ts';
import { store } from './store.ts';
import { withTerminals } from './terminals.ts';
import { thermalStorage } from './thermalStorage.ts';
import { unserved } from './unserved.ts';
import { wasteHeat } from './wasteHeat.ts';
import { wind } from './wind.ts';

/** A kind as the scenario and the documents see it: its parameters are a zod schema. */
export type Kind = AnyKind & { readonly params: z.ZodType };

/** A new kind is a file in this folder, its test, and a line here. */
const listed = [
  absorptionChiller,
  battery,
  boiler,
  boreholeStorage,
  building,
  carbonCapture,
  co2Compressor,
  co2Pipe,
  compressionChiller,
  converter,
  coolingTower,
  curtailment,
  dcLink,
  dump,
  electricityNetwork,
  electrolyser,
  evCharging,
  flexibleLoad,
  freeCooling,
  fuelCell,
  gasEngine,
  gasSupply,
  gasTurbine,
  genset,
  gridConnection,
  heatExchanger,
  heatNetwork,
  heatPipe,
  heatPump,
  hydrogenCompressor,
  hydrogenPipe,
  hydrogenStorage,
  industry,
  inverter,
  iceStorage,
  lighting,
  load,
  pv,
  sink,
  solarThermal,
  source,
  steamBoiler,
  steamTurbine,
  store,
  thermalStorage,
  unserved,
  wasteHeat,
  wind,
] as readonly unknown[] as readonly Kind[];

/** Every component kind, with the reactive power of its terminals. */
export const kinds: readonly Kind[] = listed.map(withTerminals);
