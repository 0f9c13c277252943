import { z } from 'zod';
import { StatementPeriodShown, StatementShown } from '../../../io/statementSchemas.ts';
import { MICRO } from '../../../market/quanta.ts';
import { periodsAside, statementAside } from '../aside.ts';
import type { StatementForm } from '../market/statementJob.ts';
import type { AskedPeriod } from '../market/statementPeriod.ts';
import { chosen } from './accept.ts';
import { Problem } from './problem.ts';
import { idOf, json, type Route, route } from './route.ts';
import { instantOf } from './slotName.ts';
import type { Principal } from './tokens.ts';

const FORMS = { json: 'application/json', csv: 'text/csv', html: 'text/html' } as const satisfies Record<
  StatementForm,
  string
>;
const STATEMENT_POLICY =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** Statements, and lists of them, that are made at once: each reads the whole journal. ASSUMED */
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
  const askedPeriod = (from: string, to: string | undefined): AskedPeriod => {
    const from_ms = from === 'current' ? from : instantOf(from);
    const to_ms = to === undefined ? undefined : instantOf(to);
    if (from_ms === undefined || (to !== undefined && to_ms === undefined))
      throw new Problem(
        'not_found',
        'a period is named by its start: current, ms since 1970 in UTC, or 2023-07-01T00:00Z',
      );
    return { from_ms, ...(to_ms === undefined ? {} : { to_ms }) };
  };
  /** Reads the journal beside the twin, as long as not too many do. */
  const beside = async <T>(make: () => Promise<T>): Promise<T> => {
    if (underWay >= MOST)
      throw new Problem('busy', 'other statements are being made; ask again', { headers: { 'retry-after': '1' } });
    underWay++;
    try {
      return await make();
    } finally {
      underWay--;
    }
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
      problems: ['forbidden', 'not_found', 'busy'],
      async handle({ params, principal }) {
        const party = partyOf(params, principal);
        const periods = await beside(() => periodsAside(journal()));
        return json(
          periods.map(({ from_ms, to_ms, isFinal, closing }) => ({
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
        const asked = askedPeriod(params.from ?? '', query.to);
        const made = await beside(() => statementAside({ path: journal(), party, asked, zone, form, version }));
        if (typeof made !== 'string') throw new Problem(made.code, made.message);
        const type = form === 'csv' ? 'text/csv; charset=utf-8; header=present' : `${FORMS[form]}; charset=utf-8`;
        const headers: Record<string, string> = {
          'content-type': form === 'json' ? FORMS.json : type,
          'cache-control': 'no-store',
          vary: 'accept',
        };
        // A page of tables with styles of its own, and nothing else.
        if (form === 'html') headers['content-security-policy'] = STATEMENT_POLICY;
        if (form === 'csv') headers['content-disposition'] = `attachment; filename="${party}.csv"`;
        return new Response(made, { headers });
      },
    }),
  ];
}
