import { expect, it } from 'vitest';
import { z } from 'zod';
import { kinds } from '../../src/models/index.ts';
import { issuesOf } from '../../src/scenario/issues.ts';

type Json = { readonly properties?: Readonly<Record<string, { readonly formerly?: string }>> };
const nowhere = { placeOf: () => ({ file: 'site.yaml', line: 1 }) };

/** Every parameter that had another name: kind, old name, new name. */
const renamed = kinds.flatMap(({ kind, params }) => {
  const { properties = {} } = z.toJSONSchema(params as unknown as z.ZodType, {
    io: 'input',
    unrepresentable: 'any',
  }) as Json;
  return Object.entries(properties).flatMap(([name, { formerly }]) =>
    formerly === undefined ? [] : [[kind, formerly, name] as const],
  );
});

it('knows the parameters that were renamed', () => {
  expect(renamed.map(([kind, before, now]) => `${kind}.${before} -> ${now}`).sort()).toEqual([
    'coolingTower.makeup_degC -> makeUp_degC',
    'gasEngine.start_money_per_start -> startCost_money',
    'gasTurbine.start_money_per_start -> startCost_money',
    'genset.start_money_per_start -> startCost_money',
    'heatPipe.fittings -> fittingsShare',
    'heatPump.caseLoss -> casingLoss',
    'heatPump.loadMin -> minLoad',
    'heatPump.supplyMax_degC -> heatMax_degC',
    'pv.windHeatLoss_Ws_per_m3K -> windLoss_Ws_per_m3K',
    'solarThermal.exchanger_K -> approach_K',
    'steamTurbine.start_money_per_start -> startCost_money',
    'store.standingLoss_per_h -> loss_per_h',
  ]);
});

it.each(renamed)('%s: who writes %s is told of %s', (name, before, now) => {
  const kind = kinds.find((k) => k.kind === name)!;
  const schema = kind.params as unknown as z.ZodType;
  const found = schema.safeParse({ ...(kind.example as object), [before]: 1 }, { reportInput: true });
  const [issue] = issuesOf(found.error!, schema, nowhere as never, ['components', 'it']);
  expect(issue!.message).toBe(`unknown "${before}", did you mean "${now}"? It is called so now`);
});

it('gives one idea one name: no kind has a parameter that another kind has renamed', () => {
  const old = new Set(renamed.map(([, before]) => before).filter((name) => name !== 'fittings'));
  for (const { kind, params } of kinds) {
    const { properties = {} } = z.toJSONSchema(params as unknown as z.ZodType, {
      io: 'input',
      unrepresentable: 'any',
    }) as Json;
    for (const name of Object.keys(properties)) expect(old.has(name), `${kind}.${name}`).toBe(false);
  }
});
