import type { Layout } from '../../control/layout.ts';
import type { Zone } from '../../control/parts.ts';
import { CARRIERS, type Carrier, H2_LHV_kWh_per_kg } from '../../core/carriers.ts';
import { ConfigError, type ConfigIssue } from '../../core/errors.ts';
import type { Run } from '../../core/run.ts';
import type { FeeLevel } from '../../market/fees.ts';
import type { MechanismName } from '../../market/laws.ts';
import { networkAccount } from '../../market/ledger/accounts.ts';
import { PER_THOUSAND, priceOf } from '../../market/quanta.ts';
import type { SharingRule } from '../../market/sharing/sharing.ts';
import type { EnergyExchangeSpec } from '../exchangeSpec.ts';
import { bookBuses, isEndOfLine } from './lines.ts';
import { type Preference, preferenceFaults, preferencesOf } from './preferences.ts';
import { sharingFaults, sharingRuleOf } from './sharing.ts';

/** A port of a component on a market. */
export interface Place {
  readonly component: number;
  readonly port: number;
}

/** A book: a bus, or the buses that one network joins. */
export interface Market {
  /** The bus, or the hub of several. */
  readonly id: string;
  readonly label: string;
  readonly zone: Zone;
  /** Its buses, the one that names it first. */
  readonly buses: readonly number[];
  /** Whether it stands for its zone: its closers serve all that is left there. */
  readonly isHub: boolean;
  /** Lines of limited capacity join it to others. */
  readonly isLinked: boolean;
  readonly carrier: Carrier;
  /** Wh, or g where mass is counted (hydrogen, CO2, water, oxygen). */
  readonly quantum: 'Wh' | 'g';
  /** Quanta in a kWh of flow (in a kg where the bus counts in kg/h). */
  readonly perUnit: number;
  readonly slotSteps: number;
  readonly mechanism: MechanismName;
  readonly k: number;
  /** Money per kWh, or per kg. */
  readonly fee: number;
  /** Networks that each trade passes, beside the market's own. */
  readonly levels: readonly FeeLevel[];
  readonly ceiling: number | undefined;
  readonly floor: number | undefined;
  /** How its members share after delivery; undefined where they trade before. */
  readonly sharing: SharingRule | undefined;
  /** By participant: whom and what it wants, where the market matches by attributes. */
  readonly preferences: ReadonlyMap<string, Preference>;
  /** All ports on its buses. */
  readonly places: readonly Place[];
  /** Who sells and buys there by tariff: the public grid, a supplier of gas. */
  readonly retailer:
    | { readonly account: string; readonly label: string; readonly component: number; readonly port: number }
    | undefined;
  /** Participants with something there. */
  readonly parties: readonly string[];
  /** Somebody can trade with somebody else; other buses are a participant's own affair. */
  readonly isTraded: boolean;
}

/**
 * The markets of a site, in the order in which they clear: from the users of energy back to its sources, so that a chiller
 * knows what it needs before it buys power.
 * @throws ConfigError on a market that is no bus, or a slot that is no whole number of steps
 */
export function marketsOf(run: Run, layout: Layout, spec: EnergyExchangeSpec, file: string): Market[] {
  const issues: ConfigIssue[] = [];
  const known = new Set<string>();
  const byLimits = spec.networkLimits;
  if (byLimits && spec.clearing !== 'together')
    issues.push({
      file,
      path: 'exchange.networkLimits',
      message: `met true with clearing: ${spec.clearing}, which knows no lines between markets; say clearing: together`,
    });
  const groups = layout.order.flatMap((zone) => {
    const books = bookBuses(run, layout, zone, byLimits);
    // From its users back to its sources, the hub last.
    return [...books.slice(1), books[0]!].map((buses) => ({ zone, buses, isSplit: books.length > 1 }));
  });
  const markets = groups.map(({ zone, buses, isSplit }): Market => {
    const isHub = buses.includes(zone.bus);
    const { id, label, carrier } = run.buses[isHub ? zone.bus : buses[0]!]!;
    known.add(id);
    const own = spec.markets[id] ?? {};
    const isTogether = spec.clearing === 'together';
    if (isTogether && own.slot_min !== undefined)
      issues.push({
        file,
        path: `exchange.markets.${id}.slot_min`,
        message: `met ${own.slot_min} beside clearing: together, where all markets have the slots of exchange.slot_min; leave it out`,
      });
    const isThermal = CARRIERS[carrier].thermal && !isTogether;
    const slot_min = own.slot_min ?? (isThermal ? spec.thermalSlot_min : spec.slot_min);
    const where = own.slot_min === undefined ? (isThermal ? 'thermalSlot_min' : 'slot_min') : `markets.${id}.slot_min`;
    const steps = (slot_min * 60) / run.grid.step_s;
    // A longer step than a slot is one slot.
    const slotSteps = steps < 1 && own.slot_min === undefined ? 1 : steps;
    if (!Number.isInteger(slotSteps))
      issues.push({
        file,
        path: `exchange.${where}`,
        message: `met ${slot_min} min, which is no whole number of steps of ${run.grid.step_s} s; expected a multiple of the step`,
      });
    const places = placesOf(run, buses);
    const retailer = isHub ? retailerOf(run, zone) : undefined;
    const isLinked = isSplit || (byLimits && isEndOfLine(run, buses));
    const parties = [...new Set(places.map(({ component }) => run.components[component]!.owner))].filter(
      (owner) => owner !== '',
    );
    const mechanism = own.mechanism ?? spec.mechanism;
    const faultOf =
      (name: string) =>
      (path: string, message: string): void => {
        issues.push({ file, path: `exchange.markets.${id}.${name}${path}`, message });
      };
    if (own.sharing !== undefined) {
      sharingFaults(own.sharing, { parties, hasRetailer: retailer !== undefined, isTogether }, faultOf('sharing'));
      if (own.fee_money_per_kWh !== undefined)
        faultOf('fee_money_per_kWh')(
          '',
          'met beside sharing, which knows no fee: what the network takes is in the tariff; leave one of the two out',
        );
      if (own.feeLevels !== undefined)
        faultOf('feeLevels')('', 'met beside sharing, which knows no fee; leave one of the two out');
    }
    const kinds = [...new Set(places.map(({ component }) => run.components[component]!.kind.kind))];
    const matches = mechanism === 'attributes' && !isTogether && own.sharing === undefined;
    preferenceFaults(own.preferences ?? {}, { parties, kinds, matches }, faultOf('preferences'));
    const levels = own.sharing === undefined ? (own.feeLevels ?? spec.feeLevels) : {};
    for (const [name, { share }] of Object.entries(levels))
      if (isTogether && share > 0)
        issues.push({
          file,
          path: `exchange.${own.feeLevels === undefined ? '' : `markets.${id}.`}feeLevels.${name}.share`,
          message: `met ${share} beside clearing: together, whose fees do not depend on prices; give fee_money_per_kWh, or clear bookByBook`,
        });
    const inMass = CARRIERS[carrier].unit === 'kg_per_h' || carrier === 'hydrogen';
    return {
      id,
      label,
      zone,
      buses,
      isHub,
      isLinked,
      carrier,
      quantum: inMass ? 'g' : 'Wh',
      perUnit: carrier === 'hydrogen' ? PER_THOUSAND / H2_LHV_kWh_per_kg : PER_THOUSAND,
      slotSteps,
      mechanism,
      k: own.k ?? spec.k,
      // Where mass is counted the fee of all markets is that of its energy; a market's own is for a kg.
      fee: own.fee_money_per_kWh ?? spec.fee_money_per_kWh * (carrier === 'hydrogen' ? H2_LHV_kWh_per_kg : 1),
      levels: Object.entries(levels).map(([name, { fee_money_per_kWh, share }]) => ({
        account: networkAccount(name),
        constant: priceOf(
          fee_money_per_kWh * (own.feeLevels === undefined && carrier === 'hydrogen' ? H2_LHV_kWh_per_kg : 1),
        ),
        share,
      })),
      ceiling: own.ceiling_money_per_kWh,
      floor: own.floor_money_per_kWh,
      sharing: own.sharing === undefined ? undefined : sharingRuleOf(own.sharing),
      preferences: preferencesOf(own.preferences ?? {}),
      places,
      retailer,
      parties,
      isTraded: isLinked || parties.length + (retailer === undefined ? 0 : 1) > 1,
    };
  });
  for (const id of Object.keys(spec.markets))
    if (!known.has(id))
      issues.push({
        file,
        path: `exchange.markets.${id}`,
        message: `no market of this name; expected one of ${[...known].join(', ')}`,
      });
  if (issues.length > 0) throw new ConfigError(issues);
  return markets;
}

const placesOf = (run: Run, buses: readonly number[]): Place[] =>
  run.components.flatMap((c, component) =>
    c.ports.flatMap(({ bus }, port) => (buses.includes(bus) ? [{ component, port }] : [])),
  );

/** The closer that is billed by a tariff and can give. A second one of the same bus serves what the first does not, and is not quoted. */
function retailerOf(run: Run, zone: Zone): Market['retailer'] {
  const closer = zone.closers.find(
    (c) => c.kind.bill !== undefined && !c.isLastResort && c.ports[c.leads[0]!]!.flow !== 'in',
  );
  if (closer === undefined) return undefined;
  return {
    account: `utility:${closer.id}`,
    label: closer.label,
    component: run.components.findIndex(({ id }) => id === closer.id),
    port: closer.leads[0]!,
  };
}

/** All that networks take of a thousand quanta, where it does not depend on the price; whole micro-money. */
export const constantFees = ({ fee, levels }: Market): number =>
  levels.reduce((sum, { constant = 0 }) => sum + constant, priceOf(fee));
