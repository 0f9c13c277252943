/** Parts of small clusters. */
export const grid = {
  kind: 'gridConnection',
  ports: { electricity: 'power' },
  tariff: 'power',
  importLimit_kW: 1000,
  exportLimit_kW: 1000,
};
export const gasSupply = { kind: 'gasSupply', ports: { gas: 'gas' }, tariff: 'gas', limit_kW: 5000 };
export const unserved = (bus: string, carrier: string) => ({ kind: 'unserved', ports: { output: bus }, carrier });
export const dump = (bus: string, carrier: string) => ({ kind: 'dump', ports: { input: bus }, carrier });
export const load = (bus: string, carrier: string, demand: number, more: object = {}) => ({
  kind: 'load',
  ports: { input: bus },
  carrier,
  demand,
  ...more,
});
/** Gas to electricity and heat in fixed proportion: 0.4 and 0.45 of the fuel. */
export const chp = (rated_kW: number, minLoad = 0) => ({
  kind: 'converter',
  ports: { fuel: 'gas', power: 'power', heat: 'heat' },
  lead: 'power',
  alsoLead: ['heat'],
  rated_kW,
  minLoad,
  flows: {
    fuel: { carrier: 'gas', flow: 'in', per: 2.5 },
    power: { carrier: 'electricity', flow: 'out', per: 1 },
    heat: { carrier: 'heat', flow: 'out', per: 1.125 },
  },
});
export const boiler = (rated_kW: number) => ({
  kind: 'converter',
  ports: { fuel: 'gas', heat: 'heat' },
  lead: 'heat',
  rated_kW,
  flows: { fuel: { carrier: 'gas', flow: 'in', per: 1 / 0.9 }, heat: { carrier: 'heat', flow: 'out', per: 1 } },
});
export const battery = {
  kind: 'battery',
  ports: { electricity: 'power' },
  capacity_kWh: 100,
  charge_kW: 50,
  discharge_kW: 50,
};
/** Gas to electricity at 0.4: a kWh takes 2.5 of gas. */
export const genset = (rated_kW: number) => ({
  kind: 'converter',
  ports: { fuel: 'gas', power: 'power' },
  lead: 'power',
  rated_kW,
  flows: { fuel: { carrier: 'gas', flow: 'in', per: 2.5 }, power: { carrier: 'electricity', flow: 'out', per: 1 } },
});
