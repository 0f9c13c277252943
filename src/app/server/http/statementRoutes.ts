import { z } from 'zod';
import { StatementPeriodShown, StatementShown } from '../../../io/statementSchemas.ts';
import { MICRO } from '../../../market/quanta.ts';
import { statementAside } from '../aside.ts';
import { type StatementForm, type StatementPeriod, statementPeriods } from '../market/statementJob.ts';
import { chosen } from './accept.ts';
import { Problem } from './problem.ts';
import { idOf, json, type Route, route } from './route.ts';
import { instantOf } from './slotName.ts';
import type { Principal } from './tokens.ts';

const FORMS = { json: 'application/json', csv: 'text/csv', html: 'text/html' } as const satisfies Record<
  StatementForm,
  string
>;
/** Statements that are made at once: each reads the whole journal. ASSUMED */
const MOST = 2;

const Asked = z.strictObject({
  to: z
    .string()
    .optional()
    .describe('end of the period, not in it; that of the period that begins there where left out'),
  format: z.enum(['json', 'csv', 'html']).optional().describe('in place of Accept'),
});

export interface StatementRoutesOptions {
  readonly parties: readonly string[];
  /** The journal of the run that is going on. */
  readonly journal: () => string;
  readonly zone: string;
  readonly version: string;
}

/** What parties were booked, from the journal of the exchange. */
export function statementRoutes({ parties, journal, zone, version }: StatementRoutesOptions): readonly Route[] {
  let underWay = 0;
  /** A party has its own alone, the operator all. */
  const partyOf = (params: Readonly<Record<string, string>>, principal: Principal | undefined): string => {
    const party = idOf(params, 'party', 'party');
    if (principal?.role !== 'operator' && !(principal?.name === party && parties.includes(party)))
      throw new Problem('forbidden', 'statements are for their party and the operator');
    if (parties.includes(party)) return party;
    const known = parties.length === 0 ? 'the scenario has no exchange' : `there are ${parties.join(', ')}`;
    throw new Problem('not_found', `there is no party "${party}"; ${known}`);
  };
  const periodOf = (periods: readonly StatementPeriod[], from: string, to: string | undefined): StatementPeriod => {
    const current = periods[0];
    if (current === undefined) throw new Problem('not_found', 'nothing was booked yet');
    const from_ms = from === 'current' ? current.from_ms : instantOf(from);
    const to_ms = to === undefined ? periods.find((one) => one.from_ms === from_ms)?.to_ms : instantOf(to);
    if (from_ms === undefined || (to !== undefined && to_ms === undefined))
      throw new Problem(
        'not_found',
        'a period is named by its start: current, ms since 1970 in UTC, or 2023-07-01T00:00Z',
      );
    if (to_ms === undefined)
      throw new Problem(
        'not_found',
        `no period begins at ${from_ms}; say where it ends with ?to=, or ask for the list`,
      );
    if (to_ms <= from_ms) throw new Problem('invalid', `query.to: met ${to_ms}, expected more than ${from_ms}`);
    return { from_ms, to_ms, isFinal: false };
  };
  return [
    route({
      method: 'get',
      path: '/v1/parties/{party}/statements',
      operation: 'listStatements',
      tag: 'markets',
      summary: 'Periods that a party has statements of, the last first; the first may still be going on',
      access: 'command',
      answers: { 200: { about: 'The periods', content: { 'application/json': z.array(StatementPeriodShown) } } },
      problems: ['forbidden', 'not_found'],
      handle({ params, principal }) {
        const party = partyOf(params, principal);
        return json(
          statementPeriods(journal()).map(({ from_ms, to_ms, isFinal, closing }) => ({
            from_ms,
            to_ms,
            isFinal,
            ...(closing === undefined ? {} : { closing_money: (closing[party] ?? 0) / MICRO }),
          })),
        );
      },
    }),
    route({
      method: 'get',
      path: '/v1/parties/{party}/statements/{from}',
      operation: 'getStatement',
      tag: 'markets',
      summary: 'The statement of a party: of the period that begins then (or current), as JSON, CSV or a page',
      access: 'command',
      query: Asked,
      answers: {
        200: {
          about: 'The statement, in the form that Accept or format asks for',
          content: { [FORMS.json]: StatementShown, [FORMS.csv]: null, [FORMS.html]: null },
        },
      },
      problems: ['forbidden', 'not_found', 'not_acceptable', 'busy'],
      async handle({ params, query, principal, header }) {
        const party = partyOf(params, principal);
        const form = chosen(FORMS, header('accept'), query.format) as StatementForm;
        const path = journal();
        const { from_ms, to_ms } = periodOf(statementPeriods(path), params.from ?? '', query.to);
        if (underWay >= MOST)
          throw new Problem('busy', 'other statements are being made; ask again', { headers: { 'retry-after': '1' } });
        underWay++;
        try {
          const text = await statementAside({ path, party, from_ms, to_ms, zone, form, version });
          const type = form === 'csv' ? 'text/csv; charset=utf-8; header=present' : `${FORMS[form]}; charset=utf-8`;
          const headers: Record<string, string> = {
            'content-type': form === 'json' ? FORMS.json : type,
            'cache-control': 'no-store',
            vary: 'accept',
          };
          if (form === 'csv') headers['content-disposition'] = `attachment; filename="${party}.csv"`;
          return new Response(text, { headers });
        } finally {
          underWay--;
        }
      },
    }),
  ];
}
