/** Name of a figure, and its words within a sentence. */
type Labels = readonly (readonly [name: string, label: string])[];

/** All figures of a run in plain words, as a reader looks for them; the command line and the report take them from here. */
export const FIGURE_GROUPS: readonly (readonly [title: string, labels: Labels])[] = [
  [
    'Self-supply',
    [
      ['selfSupplyOnSite', 'self-supply, made on site'],
      ['selfSupplyRenewable', 'self-supply, sun and wind alone'],
      ['selfSupplyPrimary', 'self-supply in primary energy'],
      ['selfUse', 'own electricity used on site'],
      ['electricityUse_kWh', 'electricity used'],
      ['originRenewable', 'of it from sun, wind and surroundings'],
      ['originFuel', 'of it from fuel burnt on site'],
      ['originBiofuel', 'of it from biogenic fuel on site'],
      ['originBought', 'of it bought'],
      ['originStock', 'of it from stores as they were at the start'],
    ],
  ],
  [
    'Efficiency',
    [
      ['chpEfficiencyHeat', 'CHP efficiency (W + Q) / fuel'],
      ['chpEfficiencyCold', 'CHP efficiency (W + Q + cold) / fuel'],
      ['primaryEnergySaving', 'primary energy saved by CHP'],
      ['dumpedHeatShare', 'recoverable heat dumped'],
      ['dumpedHeat_kWh', 'heat dumped, of any origin'],
      ['exergyEfficiency', 'exergy efficiency'],
      ['primaryEnergy_kWh', 'primary energy bought'],
    ],
  ],
  [
    'Bought, sold and not served',
    [
      ['import_kWh', 'electricity bought'],
      ['export_kWh', 'electricity sold'],
      ['peakImport_kW', 'highest import'],
      ['gas_kWh', 'gas bought'],
      ['curtailed_kWh', 'electricity curtailed'],
      ['curtailedShare', 'curtailed, of own electricity'],
      ['unserved_kWh', 'demand not served'],
      ['unserved_h', 'hours with demand not served'],
    ],
  ],
  [
    'Money',
    [
      ['bill_money', 'bill, less sales'],
      ['cost_money', 'total cost, capital included'],
      ['capex_money', 'capital laid out'],
      ['inventoryChange_money', 'change of what stores hold'],
      ['lcoe_money_per_kWh', 'levelised cost of electricity'],
      ['levelisedHeat_money_per_kWh', 'levelised cost of heat'],
      ['levelisedCold_money_per_kWh', 'levelised cost of cold'],
      ['levelisedHydrogen_money_per_kg', 'levelised cost of hydrogen'],
      ['costPerFinalUse_money_per_kWh', 'cost of all final use'],
    ],
  ],
  [
    'Emissions and water',
    [
      ['scope1_kg', 'scope 1 (on site)'],
      ['scope2Location_kg', 'scope 2, location-based'],
      ['scope2Market_kg', 'scope 2, market-based'],
      ['scope3_kg', 'scope 3, category 3'],
      ['electricityCarbon_kg_per_kWh', 'carbon of electricity'],
      ['heatCarbon_kg_per_kWh', 'carbon of heat'],
      ['coldCarbon_kg_per_kWh', 'carbon of cold'],
      ['biogenicCo2_kg', 'biogenic CO2, outside the scopes'],
      ['methane_kg', 'methane slip'],
      ['nox_kg', 'nitrogen oxides'],
      ['water_kg', 'water drawn'],
    ],
  ],
];

/** Of a run against a reference case. */
export const AGAINST_LABELS: Labels = [
  ['billReduction', 'lower bill'],
  ['billSaving_money_per_a', 'bill saved a year'],
  ['costReduction', 'lower total cost'],
  ['extraInvestment_money', 'extra investment'],
  ['npv_money', 'net present value'],
  ['irr', 'internal rate of return'],
  ['payback_a', 'payback'],
  ['abatementCost_money_per_t', 'cost of a tonne avoided'],
  ['equityNpv_money', 'net present value for the owner, after tax'],
  ['equityIrr', 'internal rate of return for the owner'],
  ['equityPayback_a', 'payback for the owner'],
  ['discountedPayback_a', 'payback, savings discounted'],
  ['avoidedAverage_kg', 'emissions avoided, mean of the grid'],
  ['avoidedMarginal_kg', 'emissions avoided, marginal plants'],
  ['carbonReduction', 'lower emissions'],
];

const LABELS: ReadonlyMap<string, string> = new Map([
  ...FIGURE_GROUPS.flatMap(([, labels]) => labels),
  ...AGAINST_LABELS,
]);

/** What a figure of a run or comparison is in words; undefined where it has none. */
export const labelOf = (name: string): string | undefined => LABELS.get(name);

/** With a capital letter, to stand alone. */
export const capital = (label: string): string => label.charAt(0).toUpperCase() + label.slice(1);

const SHARES = /^(eta|loadFactor|capacityFactor|performanceRatio)|(share|efficiency)$/i;

/** Whether a figure without a unit is a part of a whole, to be read in per cent, and not a count or a COP. */
export const isShare = (name: string, unit: string): boolean => unit === '1' && (LABELS.has(name) || SHARES.test(name));
