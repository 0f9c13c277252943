import { expect, it } from 'vitest';
import type { Changes } from '../../../../../src/app/web/studio/engine/caseRunner.ts';
import { EngineError, startEngine, type Thread } from '../../../../../src/app/web/studio/engine/engine.ts';
import type { Answer, Ask } from '../../../../../src/app/web/studio/engine/messages.ts';

/** A thread that answers when told. */
function thread() {
  const asked: Ask[] = [];
  let hear: (event: { readonly data: Answer }) => void = () => undefined;
  let fail: (event: { readonly message: string }) => void = () => undefined;
  const own = {
    postMessage: (ask: Ask) => asked.push(ask),
    addEventListener(type: string, f: never) {
      if (type === 'message') hear = f;
      else fail = f;
    },
    terminate: () => undefined,
  } as unknown as Thread;
  return { own, asked, hear: (data: Answer) => hear({ data }), fail: (message: string) => fail({ message }) };
}
const asked = (changes: Changes) => ({ changes, look: { kind: 'months' } as const });
const settled = () => new Promise((done) => setTimeout(done, 0));
const ran = (n: number, took_ms: number): Answer => ({
  n,
  kind: 'ran',
  result: { took_ms } as never,
  picture: undefined,
});

it('runs one case at a time, and of those that wait the latest alone', async () => {
  const t = thread();
  const engine = startEngine('http://x/', t.own);
  const results = [1, 2, 3].map((k) => engine.run(asked({ a: k })));
  await settled();
  expect(t.asked.map((a) => a.kind === 'run' && a.changes)).toEqual([{ a: 1 }]);
  t.hear(ran(t.asked[0]!.n, 10));
  await settled();
  expect(t.asked.map((a) => a.kind === 'run' && a.changes)).toEqual([{ a: 1 }, { a: 3 }]);
  t.hear(ran(t.asked[1]!.n, 30));
  expect((await Promise.all(results)).map((r) => r?.result.took_ms)).toEqual([10, undefined, 30]);
});

it('goes on after a case that was refused', async () => {
  const t = thread();
  const engine = startEngine('http://x/', t.own);
  const bad = engine.run(asked({ a: -1 }));
  const good = engine.run(asked({ a: 1 }));
  const failure = { message: 'a: too small', issues: [] };
  t.hear({ n: t.asked[0]!.n, kind: 'failed', failure });
  await expect(bad).rejects.toThrow(EngineError);
  await settled();
  t.hear(ran(t.asked[1]!.n, 1));
  expect((await good)?.result.took_ms).toBe(1);
});

it('tells all who wait when its thread fails', async () => {
  const t = thread();
  const engine = startEngine('http://x/', t.own);
  const opening = engine.open({ file: 'a.yaml', texts: {}, keepsBase: false });
  t.fail('out of memory');
  await expect(opening).rejects.toThrow('out of memory');
});
