import { describe, expect, it } from 'vitest';
import { spotOf, suggestionsAt } from '../../../../../src/app/web/studio/views/studio/complete.ts';
import { jsonSchema } from '../../../../../src/scenario/jsonSchema.ts';

const schema = jsonSchema();
/** Labels that are offered at the bar in a text. */
function offered(marked: string): readonly string[] {
  const at = marked.indexOf('|');
  const spot = spotOf(marked.replace('|', ''), at);
  return spot === undefined ? [] : suggestionsAt(schema, spot).map(({ label }) => label);
}

describe('completion', () => {
  it('offers sections at the top, and not those that are there', () => {
    const found = offered('sixfold: 1\n|\nbuses: {}\n');
    expect(found).toContain('components');
    expect(found).not.toContain('buses');
  });

  it('offers all kinds', () => {
    expect(offered('components:\n  b:\n    kind: |\n')).toEqual(expect.arrayContaining(['battery', 'pv', 'gasEngine']));
  });

  it('offers the parameters of the kind that is named, in lines and within braces', () => {
    const lines = offered('components:\n  b:\n    kind: battery\n    cap|\n    bus: power\n');
    expect(lines).toContain('capacity_kWh');
    expect(lines).not.toContain('tilt_deg');
    expect(lines).not.toContain('bus');
    const braces = offered('components:\n  sun: { kind: pv, bus: power, | }\n');
    expect(braces).toContain('tilt_deg');
    expect(braces).not.toContain('capacity_kWh');
  });

  it('offers words', () => {
    expect(offered('networkModel: |')).toEqual(['physics', 'copperPlate']);
  });

  it('offers nothing in a comment', () => {
    expect(offered('a: 1 # kind: |')).toEqual([]);
  });

  it('tells where the word begins', () => {
    expect(spotOf('components:\n  b: { kind: bat', 30)).toMatchObject({
      path: ['components', 'b'],
      key: 'kind',
      from: 27,
    });
  });
});
