/** What a tonne of product takes and leaves. Fuels and hydrogen count by their lower heating value. */
export interface Intensity {
  readonly electricity_kWh_per_t: number;
  readonly gas_kWh_per_t: number;
  readonly steam_kWh_per_t: number;
  readonly heat_kWh_per_t: number;
  readonly cooling_kWh_per_t: number;
  readonly hydrogen_kWh_per_t: number;
  /** What can be recovered at the temperature of the bus that takes it. */
  readonly wasteHeat_kWh_per_t: number;
  /** CO2 of the raw material, beside that of fuels. */
  readonly processCo2_kg_per_t: number;
}

export interface Archetype extends Intensity {
  readonly label: string;
  /** Shifts a day, and hours that a batch runs and pauses (0 runs through). */
  readonly shifts: 1 | 2 | 3;
  readonly batchOn_h: number;
  readonly batchOff_h: number;
  readonly source: string;
}

const NOTHING: Intensity = {
  electricity_kWh_per_t: 0,
  gas_kWh_per_t: 0,
  steam_kWh_per_t: 0,
  heat_kWh_per_t: 0,
  cooling_kWh_per_t: 0,
  hydrogen_kWh_per_t: 0,
  wasteHeat_kWh_per_t: 0,
  processCo2_kg_per_t: 0,
};

/** Archetypes of heavy and light industry: typical magnitudes, to be overridden by a plant's own. */
export const ARCHETYPES = {
  steelArcFurnace: {
    ...NOTHING,
    label: 'Steel from scrap in an electric arc furnace',
    electricity_kWh_per_t: 550,
    gas_kWh_per_t: 150,
    wasteHeat_kWh_per_t: 90,
    processCo2_kg_per_t: 80,
    shifts: 3,
    batchOn_h: 1,
    batchOff_h: 0.5,
    source:
      'FOUND: process CO2 80 kg/t, IPCC 2006 guidelines, volume 3, table 4.1. ASSUMED: the rest (typical of the EU BREF for iron and steel, taps of about 90 minutes)',
  },
  steelHydrogen: {
    ...NOTHING,
    label: 'Steel from ore reduced by hydrogen, with an electric arc furnace',
    electricity_kWh_per_t: 680,
    hydrogen_kWh_per_t: 1800,
    wasteHeat_kWh_per_t: 120,
    processCo2_kg_per_t: 53,
    shifts: 3,
    batchOn_h: 0,
    batchOff_h: 0,
    source:
      'ASSUMED: 54 kg of hydrogen (the stoichiometry of Fe2O3 to iron), 750 kWh with the idle tenth, lime and electrodes 53 kg of CO2',
  },
  cement: {
    ...NOTHING,
    label: 'Cement with a dry kiln',
    electricity_kWh_per_t: 95,
    gas_kWh_per_t: 730,
    wasteHeat_kWh_per_t: 60,
    processCo2_kg_per_t: 390,
    shifts: 3,
    batchOn_h: 0,
    batchOff_h: 0,
    source:
      'FOUND: 0.52 t of CO2 per tonne of clinker, IPCC 2006 guidelines, volume 3, chapter 2; 104 kWh with the idle tenth, 0.75 clinker, 3.5 GJ of fuel per tonne of it, Getting the Numbers Right (2014)',
  },
  chemicals: {
    ...NOTHING,
    label: 'Batch chemicals',
    electricity_kWh_per_t: 500,
    steam_kWh_per_t: 1400,
    cooling_kWh_per_t: 250,
    wasteHeat_kWh_per_t: 300,
    shifts: 3,
    batchOn_h: 6,
    batchOff_h: 2,
    source: 'ASSUMED: typical magnitudes of batch reactors with distillation',
  },
  food: {
    ...NOTHING,
    label: 'Food and drink',
    electricity_kWh_per_t: 150,
    steam_kWh_per_t: 200,
    heat_kWh_per_t: 200,
    cooling_kWh_per_t: 120,
    wasteHeat_kWh_per_t: 60,
    shifts: 2,
    batchOn_h: 0,
    batchOff_h: 0,
    source: 'ASSUMED: typical magnitudes of dairies and breweries',
  },
  paper: {
    ...NOTHING,
    label: 'Paper from recovered fibre',
    electricity_kWh_per_t: 700,
    steam_kWh_per_t: 1500,
    wasteHeat_kWh_per_t: 250,
    shifts: 3,
    batchOn_h: 0,
    batchOff_h: 0,
    source: 'ASSUMED: typical of the EU BREF for pulp, paper and board',
  },
  machinery: {
    ...NOTHING,
    label: 'Machinery and electronics, assembled in shifts',
    electricity_kWh_per_t: 900,
    heat_kWh_per_t: 250,
    cooling_kWh_per_t: 500,
    shifts: 2,
    batchOn_h: 0,
    batchOff_h: 0,
    source: 'ASSUMED: typical magnitudes of light industry with clean rooms',
  },
} as const satisfies Record<string, Archetype>;

export type ArchetypeName = keyof typeof ARCHETYPES;
export const ARCHETYPE_NAMES = Object.keys(ARCHETYPES) as ArchetypeName[];
