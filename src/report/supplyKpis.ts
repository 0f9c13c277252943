import { type KpiList, ratio } from './kpiList.ts';
import type { Tally } from './tally.ts';
import { AWAY, ORIGINS, type Origin, USED } from './traces.ts';

type ByOrigin = Record<Origin, number>;

/** Primary energy of what was bought, kWh. */
export interface Primary {
  readonly bought_kWh: number;
  readonly electricity: number;
  readonly gas: number;
}

const TRACED =
  'In every step all that leaves a bus or a store has the mix of what came in, so that energy a store took from the grid stays bought when it comes back.';

/** Where the electricity that the site uses comes from, and where its own goes. */
export function supplyKpis(list: KpiList, tally: Tally, primary: Primary): void {
  const byOrigin = (account: string): ByOrigin => {
    const taken = tally.origins.taken(account);
    return Object.fromEntries(ORIGINS.map((o, k) => [o, taken[k]!])) as ByOrigin;
  };
  const used = byOrigin(USED);
  const away = byOrigin(AWAY);
  const renewable = used.renewable + used.biofuel;
  const onSite = renewable + used.fuel;
  const served = onSite + used.bought + used.stock;
  const awayOnSite = away.renewable + away.biofuel + away.fuel;
  list
    .add(
      'electricityUse_kWh',
      served,
      'Electricity used: final use and what converters take, stores apart; what was not served is left out.',
    )
    .add(
      'selfSupplyOnSite',
      ratio(onSite, served),
      `Electricity generated on site and used there, directly or out of a store, over final and converter use. ${TRACED} Electricity made on site of bought fuel counts as generated on site.`,
    )
    .add(
      'selfSupplyRenewable',
      ratio(renewable, served),
      `As selfSupplyOnSite, but only electricity from sun, wind and biogenic fuel counts. ${TRACED}`,
    )
    .add(
      'selfSupplyPrimary',
      ratio(used.renewable, used.renewable + primary.bought_kWh),
      `Primary energy from the site itself over all primary energy used: electricity from sun and wind used on site counts 1 per kWh, bought electricity ${primary.electricity} and gas ${primary.gas}, other bought energy 1; gas is import, whatever is made of it.`,
    )
    .add(
      'selfUse',
      ratio(onSite, onSite + awayOnSite),
      'Electricity generated on site that was used there, over that used, sold and curtailed; storage losses count on neither side.',
    );
  const LABELS: Record<Exclude<Origin, 'missing'>, string> = {
    renewable: 'sun, wind and other flows of the surroundings on site',
    fuel: 'bought fossil fuel, on site',
    biofuel: 'bought biogenic fuel, on site',
    bought: 'electricity bought',
    stock: 'what stores held at the start, of unknown origin',
  };
  for (const [origin, label] of Object.entries(LABELS) as [Exclude<Origin, 'missing'>, string][])
    list.add(
      `origin${origin[0]!.toUpperCase()}${origin.slice(1)}`,
      ratio(used[origin], served),
      `Share of the electricity used that comes from ${label}.`,
    );
}
