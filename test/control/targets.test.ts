import { describe, expect, it } from 'vitest';
import { startSimulation } from '../../src/scenario/simulation.ts';
import { randomCluster } from '../laws/random.ts';
import { compileSketch } from '../laws/sketch.ts';
import { FILES, load } from '../scenario/small.ts';

const started = () => {
  const { loop, rules } = startSimulation(load(FILES));
  const { run } = loop;
  const component = (id: string): number => run.components.findIndex((c) => c.id === id);
  const flow = (id: string): number =>
    run.frame[run.frameAt[component(id)]! + run.components[component(id)]!.leads[0]!]!;
  return { loop, targets: rules.targets, rules, component, flow };
};

describe('targets', () => {
  it('are met where limits allow, and left alone by what is to spare and what is lacking', () => {
    const { loop, targets, component, flow } = started();
    targets.command(component('battery'), 0, -30);
    for (let i = 0; i < 2; i++) {
      loop.step();
      expect(flow('battery')).toBeCloseTo(-30, 9);
    }
  });

  it('below the least of a machine: rest, or the least, whichever is nearer', () => {
    const { loop, targets, component, flow } = started();
    targets.command(component('boiler'), 0, 1);
    loop.step();
    expect(flow('boiler')).toBe(0);
  });

  it('are no business of closers, and of leads that are not there', () => {
    const { targets, component } = started();
    expect(targets.command(component('grid'), 0, 1)).toBe(false);
    expect(targets.command(component('battery'), 1, 1)).toBe(false);
    expect(targets.command(component('battery'), 0, 1)).toBe(true);
    targets.release(component('battery'));
    targets.release(component('battery'));
    targets.release(component('grid'));
  });

  it('are told in the account of the step', () => {
    const { loop, targets, rules, component } = started();
    const told: string[] = [];
    rules.explain((d) => {
      if (d.component === 'battery') told.push(`${d.phase} ${d.given_kW}: ${d.why}`);
    });
    targets.command(component('battery'), 0, 20);
    loop.step();
    expect(told).toContain('command 20: asked from outside for 20.0000');
  });

  it('commanded and taken back before a step, leave no trace in any bit', () => {
    const { loop, targets, component } = started();
    const plain = started();
    targets.command(component('battery'), 0, 20);
    targets.release(component('battery'));
    for (let i = 0; i < 5; i++) {
      loop.step();
      plain.loop.step();
      expect(loop.run.frame).toEqual(plain.loop.run.frame);
    }
  });

  it.each(Array.from({ length: 12 }, (_, k) => 2001 + k))(
    'keep every law of random cluster %i, wherever they point, and are met or at a limit',
    (seed) => {
      const { loop, rules } = startSimulation(compileSketch(randomCluster(seed).sketch));
      const { run } = loop;
      const { length } = run.grid;
      let commanded = 0;
      for (let i = 0; i < length; i++) {
        if (i % 4 === 0) {
          const k = (seed + i) % run.components.length;
          const c = run.components[k]!;
          if (c.leads.length > 0 && c.ports[c.leads[0]!]!.bus >= 0) {
            const size = 10 * ((seed * (i + 3)) % 40);
            if (rules.targets.command(k, 0, c.ports[c.leads[0]!]!.flow === 'in' ? -size : size)) commanded++;
          }
        }
        // Audits throw where a law is broken.
        loop.step();
      }
      expect(loop.index).toBe(length);
      expect(commanded).toBeGreaterThan(0);
    },
  );
});
