import { describe, expect, it } from 'vitest';
import { type Method, obstacle, powerFlow } from '../../../src/core/physics/powerFlow/powerFlow.ts';
import { type BranchSpec, type BusSpec, powerNetwork } from '../../../src/core/physics/powerFlow/powerNetwork.ts';

const bus = (name: string, role: BusSpec['role'] = 'pq'): BusSpec => ({ name, role });
const join = (from: number, to: number, r: number, x: number, more: Partial<BranchSpec> = {}): BranchSpec => ({
  name: `${from}-${to}`,
  from,
  to,
  r,
  x,
  ...more,
});

describe('what cannot be solved', () => {
  const buses = [bus('grid', 'slack'), bus('hall'), bus('shed'), bus('mill')];
  it.each<[string, readonly BranchSpec[], Method, string | undefined]>([
    ['all joined', [join(0, 1, 1, 1), join(1, 2, 1, 1), join(2, 3, 1, 1)], 'sweep', undefined],
    [
      'a bus alone',
      [join(0, 1, 1, 1), join(1, 2, 1, 1)],
      'auto',
      'bus "mill" is joined to nothing; join it with the rest, or take it out',
    ],
    [
      'an island',
      [join(0, 1, 1, 1), join(2, 3, 1, 1)],
      'newton',
      'buses "shed", "mill" are an island without a source: no branch joins them with "grid", which holds the voltage',
    ],
    [
      'a loop',
      [join(0, 1, 1, 1), join(1, 2, 1, 1), join(1, 3, 1, 1), join(2, 3, 1, 1)],
      'sweep',
      'branch "2-3" closes the loop "shed", "hall", "mill", but the sweep needs a tree; open a branch of it, or choose the method "newton"',
    ],
    [
      'two side by side',
      [join(0, 1, 1, 1), join(0, 1, 1, 2, { name: 'twin' }), join(1, 2, 1, 1), join(2, 3, 1, 1)],
      'sweep',
      'branch "twin" closes the loop "grid", "hall", but the sweep needs a tree; open a branch of it, or choose the method "newton"',
    ],
  ])('%s', (_what, branches, method, why) => {
    const network = powerNetwork(buses, branches);
    expect(obstacle(network, method)).toBe(why);
    if (why !== undefined) expect(() => powerFlow(network, method)).toThrow(why);
  });

  it('a bus that holds its voltage, by sweep', () => {
    const held = powerNetwork([bus('grid', 'slack'), bus('mill', 'pv')], [join(0, 1, 0.01, 0.02)]);
    expect(obstacle(held, 'sweep')).toBe(
      'bus "mill" holds its voltage, which the sweep cannot; choose the method "newton"',
    );
    expect(powerFlow(held).method).toBe('newton');
  });

  it.each<[readonly BusSpec[], BranchSpec, string]>([
    [[bus('a')], join(0, 1, 1, 1), 'met 0 slack buses, expected 1'],
    [[bus('a', 'slack'), bus('b')], join(0, 1, 0, 0), 'branch "0-1" has no impedance; join its buses to one instead'],
    [[bus('a', 'slack'), bus('b')], join(0, 2, 1, 1), 'branch "0-2" joins bus 0 with bus 2; expected two of the 2'],
    [[bus('a', 'slack'), bus('b')], join(0, 1, 1, 1, { ratio: 0 }), 'branch "0-1" has ratio 0, expected more than 0'],
  ])('%#: a branch or a slack without sense', (given, branch, why) => {
    expect(() => powerNetwork(given, [branch])).toThrow(why);
  });
});
