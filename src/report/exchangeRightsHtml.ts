import type { PartyCarbon, RightsSummary } from './exchangeRights.ts';
import { details, figure, fixed, type Html, html, percent, quantity, tableOf } from './htmlText.ts';

const share = (v: number | undefined): string => (v === undefined ? '' : percent(v));

/** Carbon by participant, clean energy by the hour, carbon of products, and certificates. */
export function rightsSection(rights: RightsSummary, nameOf: (account: string) => string): Html {
  const { carbon, gaps, products, certificates, matching, volumetric } = rights;
  const used = carbon.parties.reduce((sum, p) => sum + p.scope1_kg + p.scope2_kg, 0);
  const t = (kg: number): string => quantity(kg, 'kg');
  return html`<h2 id="carbon">Carbon and origin</h2>
<p>Carbon goes with the energy: what a machine emits, and what comes with power from outside, ends with who uses the energy that is made of it. Of ${t(carbon.scope1_kg)} burnt on the site (scope 1) and ${t(carbon.scope2_kg)} of power from outside (scope 2, by location), participants used ${t(used)}; ${t(carbon.exported_kg)} left the site, ${t(carbon.common_kg)} are nobody's, ${t(carbon.waiting_kg)} are still in machines and stores.</p>
${gaps.map(({ market, component, amount }) => html`<p class="soft">No carbon factor: ${quantity(amount, 'kWh')} of "${component}" at "${market}" are in none of these figures.</p>`)}
${matching === undefined || volumetric === undefined ? '' : html`<p>Clean power met ${percent(matching)} of all electricity used in the slot in which it was used; by the sums of the whole period it would be ${percent(volumetric)}.</p>`}
${carbonTable(carbon.parties)}
${details('By market', useTable(carbon.parties))}
${
  products.length === 0
    ? ''
    : tableOf(
        'Carbon of products, kg CO2 per tonne: energy used, and what the plant burns and sets free itself',
        [
          { head: 'Plant' },
          { head: 'Made, t', isNumber: true },
          { head: 'Scope 1', isNumber: true },
          { head: 'Scope 2', isNumber: true },
          { head: 'Both', isNumber: true },
        ],
        products.map((p) => [
          p.label,
          fixed(p.production_t, 0),
          figure(p.scope1_kg_per_t),
          figure(p.scope2_kg_per_t),
          figure(p.carbon_kg_per_t),
        ]),
      )
}
${details(
  'Certificates',
  tableOf(
    'Certificates: one for each Wh (or g) that a source was metered at, valid in its own slot alone',
    [
      { head: 'Market' },
      { head: 'Source' },
      { head: 'Issued', isNumber: true },
      { head: 'Used', isNumber: true },
      { head: 'Expired', isNumber: true },
    ],
    certificates.map((c) => [
      nameOf(c.market),
      nameOf(c.source),
      quantity(c.issued, c.unit),
      quantity(c.cancelled, c.unit),
      quantity(c.expired, c.unit),
    ]),
  ),
)}`;
}

function carbonTable(parties: readonly PartyCarbon[]): Html {
  return tableOf(
    'Carbon of what participants used themselves, kg',
    [
      { head: 'Participant' },
      { head: 'Scope 1', isNumber: true },
      { head: 'Scope 2', isNumber: true },
      { head: 'Both', isNumber: true },
      { head: 'Electricity, kg/kWh', isNumber: true },
      { head: 'Clean by the hour', isNumber: true },
      { head: 'Clean by the sum', isNumber: true },
    ],
    parties.map((p) => {
      const power = p.uses.find((use) => use.matching !== undefined);
      return [
        p.label,
        fixed(p.scope1_kg, 0),
        fixed(p.scope2_kg, 0),
        fixed(p.scope1_kg + p.scope2_kg, 0),
        power?.intensity === undefined ? '' : fixed(power.intensity, 3),
        share(power?.matching),
        share(power?.volumetric),
      ];
    }),
  );
}

function useTable(parties: readonly PartyCarbon[]): Html {
  return tableOf(
    'Energy taken, what machines make of it for others included',
    [
      { head: 'Participant' },
      { head: 'Market' },
      { head: 'Taken', isNumber: true },
      { head: 'kg CO2', isNumber: true },
      { head: 'kg CO2 a kWh (kg)', isNumber: true },
    ],
    parties.flatMap((p) =>
      p.uses.map((use) => [
        p.label,
        use.label,
        quantity(use.taken, use.unit),
        fixed(use.carbon_kg, 0),
        use.intensity === undefined ? '' : fixed(use.intensity, 3),
      ]),
    ),
  );
}
