import { defineKind } from '../core/component.ts';
import { hoursOf } from '../core/timeGrid.ts';
import { onOffInitial, onOffLimits, onOffMean, onOffMode, onOffNext } from './onOff.ts';
import {
  drawnOf,
  electricityOf,
  exhaustOf,
  keptOf,
  prepareTurbine,
  type SteamTurbine,
  SteamTurbineParams,
  shaftOf,
  timeOf,
} from './steamTurbinePath.ts';
import { linearTurbine } from './turbineLinear.ts';

/**
 * Steam turbine on the line of Willans:
 *   shaft = w (flow - n) / (1 - n),   w = eta (h_live - h_ideal) at full flow, n the flow that just turns it
 * so that the steam of part load leaves with more enthalpy. The ends of the ideal path are those of IAPWS-IF97 at the
 * pressure of the exhaust bus, of condensing in a heating condenser, or of the condenser, whose heat goes to `reject`
 * where that is connected and to the environment where it is not. What comes back is condensate: the feedwater of the
 * lower steam bus, or the drain of a condenser. Live steam counts above it, so that warming it to the feedwater of the
 * live bus is paid with live steam.
 *
 * A set point is a flow and the share of it that is extracted. Led by electricity, an extraction turbine extracts
 * nothing; led by its exhaust, it extracts all but its cooling flow. For both at once take two turbines in a row with a
 * steam bus between. Led by `live`, it takes steam that is left.
 * @see Sun and Smith, "Performance modeling of new and existing steam turbines", Ind. Eng. Chem. Res. 54 (2015) 1908;
 *   US DOE, CHP Technology Fact Sheet, Steam Turbines (2016)
 */
export const steamTurbine = defineKind<SteamTurbineParams, SteamTurbine, typeof SteamTurbineParams>({
  kind: 'steamTurbine',
  summary: 'Steam turbine: back-pressure, condensing or extraction',
  validity: { text: 'steady; pressures of its buses constant; throttle control', minStep_s: 1, maxStep_s: 3600 },
  params: SteamTurbineParams,
  example: { rated_kW: 12, givesTo: 'heat' },
  ports: (p) => ({
    live: { carrier: 'steam', flow: 'in' },
    electricity: { carrier: 'electricity', flow: 'out' },
    ...(p.type === 'condensing'
      ? {}
      : {
          exhaust: {
            carrier: p.givesTo,
            flow: 'out' as const,
            ...(p.givesTo === 'heat' ? { supply_degC: { max: 160 } } : {}),
          },
        }),
    ...(p.type === 'backPressure'
      ? {}
      : { reject: { carrier: 'heat', flow: 'out' as const, optional: true, supply_degC: { max: 60 } } }),
  }),
  role: 'converter',
  solutionArea: 'efficiency',
  terminals: { type: 'machine', rated_kW: (q) => q.p.rated_kW },
  leads: (p) => (p.type === 'condensing' ? ['electricity', 'live'] : ['electricity', 'live', 'exhaust']),
  freedoms: 2,
  signals: ['load', 'live_kg_per_h', 'exhaust_kg_per_h', 'generatorLoss_kW', 'condenserLoss_kW', 'starts_per_h'],
  states: ['on', 'held_h', 'warmed_h', 'level_kg_per_h'],
  inputs: ['available'],
  prepare: (p, { ports, grid }) => prepareTurbine(p, ports, hoursOf(grid)),
  initial: onOffInitial,
  series: () => ({}),
  limits(q, x, w, dt_h, out) {
    onOffLimits(q, x, 0, w[0]!, dt_h, out);
    const time = timeOf(q, x, out[1]!, dt_h);
    const low = out[0]!;
    const high = out[1]!;
    const least = out[2]!;
    out[0] = electricityOf(q, low, low > 0 ? time : 0, q.usual);
    out[1] = electricityOf(q, high, time, q.usual);
    out[2] = electricityOf(q, least, time, q.usual);
    out[3] = 0 - drawnOf(q, high, q.usual);
    out[4] = 0 - drawnOf(q, low, q.usual);
    out[5] = drawnOf(q, least, q.usual);
    if (!q.hasExhaust) return;
    out[6] = exhaustOf(q, low, low > 0 ? time : 0, q.most);
    out[7] = exhaustOf(q, high, time, q.most);
    out[8] = exhaustOf(q, least, time, q.most);
  },
  invert(q, x, w, lead, target, dt_h, u) {
    u[0] = 0;
    u[1] = lead === 2 ? q.most : q.usual;
    const asked = lead === 1 ? -target : target;
    if (!(asked > 0)) return;
    const most = onOffMean(q, x, 0, w[0]!, Number.POSITIVE_INFINITY, dt_h);
    const time = timeOf(q, x, most, dt_h);
    if (lead === 1) u[0] = asked / drawnOf(q, 1, q.usual);
    else if (lead === 0) u[0] = (asked / q.p.etaGenerator + q.idle_kW * time) / (q.slope * shaftOf(q, q.usual));
    else u[0] = (asked / q.most - q.idle_kW * time) / keptOf(q);
    // Below what it gives at no flow at all: as little as it can.
    if (!(u[0] > 0)) u[0] = 1e-9 * q.least;
  },
  step(q, x, w, u, dt_h, next, y) {
    const flow = onOffMean(q, x, 0, w[0]!, u[0]!, dt_h);
    const started = onOffNext(q, x, 0, flow, dt_h, next);
    const time = timeOf(q, x, flow, dt_h);
    // Where it must run and nobody asked, it extracts as it does by itself.
    const asked = u[0]! > 0 ? u[1]! : q.usual;
    const share = asked > q.most ? q.most : asked < q.usual ? q.usual : asked;
    const shaft_kW = q.slope * flow * shaftOf(q, share) - q.idle_kW * time;
    const condenser_kW = (1 - share) * (flow * (q.condensed.drawn - q.slope * q.condensed.shaft) + q.idle_kW * time);
    y[0] = 0 - drawnOf(q, flow, share);
    y[1] = electricityOf(q, flow, time, share);
    let at = 2;
    if (q.hasExhaust) y[at++] = exhaustOf(q, flow, time, share);
    if (q.hasReject) y[at++] = q.joinsReject ? condenser_kW : 0;
    y[at] = flow / q.rated;
    y[at + 1] = flow;
    y[at + 2] = share * flow;
    y[at + 3] = shaft_kW * (1 - q.p.etaGenerator);
    y[at + 4] = q.joinsReject ? 0 : condenser_kW;
    y[at + 5] = started / dt_h;
  },
  mode: (q, x) => onOffMode(q, x, 0),
  balance: () => ({ energy: { losses: { generatorLoss_kW: 1, condenserLoss_kW: 1 } } }),
  linear(q, window, model) {
    linearTurbine(
      steamTurbine,
      q,
      window,
      model,
      q.p.type === 'extraction' ? { more: { port: 'exhaust', lead: 2 } } : {},
    );
  },
  startCost_money: (q) => q.p.startCost_money,
  products: ['electricity', 'exhaust'],
  size: (q) => q.p.rated_kW,
  sizeName: 'rated_kW',
  costDefault: {
    currency: 'CNY',
    year: 2025,
    capex_money: 4000,
    fixedOm_per_a: 0.02,
    variableOm_money_per_kWh: 0.03,
    life_a: 25,
    source: 'ASSUMED 4,000 CNY/kW before VAT, 2 % a year and 0.03 CNY/kWh, 25 years',
  },
  upkeep_money: (q, t) => q.p.startCost_money * t.sum('starts_per_h'),
  kpis(q, t) {
    const live_kWh = -t.sum('live_kW');
    const power_kWh = t.sum('electricity_kW');
    return {
      fullLoadHours_h: power_kWh / q.p.rated_kW,
      running_h: t.running_h('load'),
      starts: t.sum('starts_per_h'),
      etaElectric: live_kWh > 0 ? power_kWh / live_kWh : 0,
      fullFlow_kg_per_h: q.rated,
      exhaustQuality: (q.p.type === 'backPressure' ? q.extracted : q.condensed).quality,
    };
  },
});
