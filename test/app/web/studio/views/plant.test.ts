import { describe, expect, it } from 'vitest';
import type { Site, SiteComponent } from '../../../../../src/app/web/studio/live/site.ts';
import { liveValues } from '../../../../../src/app/web/studio/live/values.ts';
import { pointAt, trackOf } from '../../../../../src/app/web/studio/views/plant/dots.ts';
import { drawnFlow, roundedPath, stateOf } from '../../../../../src/app/web/studio/views/plant/flow.ts';
import { graphOf } from '../../../../../src/app/web/studio/views/plant/graph.ts';
import { elkGraph, layoutFrom } from '../../../../../src/app/web/studio/views/plant/layout.ts';
import { append, rowsFrom } from '../../../../../src/app/web/studio/views/plant/liveRows.ts';
import { neighbour } from '../../../../../src/app/web/studio/views/plant/neighbour.ts';
import {
  aside,
  givenOff_kW,
  heatColour,
  liveValueOf,
  mapGraph,
  shareOf,
  spanOf,
} from '../../../../../src/app/web/studio/views/plant/networkMap.ts';
import { opened, zoomed } from '../../../../../src/app/web/studio/views/plant/panZoom.svelte.ts';
import { reachOf } from '../../../../../src/app/web/studio/views/plant/reach.ts';

const component = (id: string, more: Partial<SiteComponent> = {}): SiteComponent => ({
  id,
  kind: 'load',
  role: 'fixed',
  label: id,
  signals: [],
  setpoints: [],
  inputs: ['available'],
  relations: [],
  ...more,
});
const relation = (bus: string, carrier: string, flow: 'in' | 'out' | 'both') => ({
  port: carrier,
  signal: `${carrier}_kW`,
  carrier,
  flow,
  bus,
});
const site = {
  buses: [
    { id: 'power', label: 'Power', carrier: 'electricity' },
    { id: 'warm', label: 'Warm', carrier: 'heat' },
  ],
  components: [
    component('grid', { role: 'closer', relations: [relation('power', 'electricity', 'both')] }),
    component('pump', {
      role: 'converter',
      owner: 'a',
      setpoints: ['heat_kW'],
      relations: [relation('power', 'electricity', 'in'), relation('warm', 'heat', 'out')],
    }),
    component('tank', {
      role: 'store',
      signals: [{ name: 'soc', unit: '1', role: 'state', sign: 'none', min: 0, max: 1 }],
      relations: [relation('warm', 'heat', 'both')],
    }),
    component('dump', { role: 'closer', inputs: [], relations: [relation('warm', 'heat', 'in')] }),
  ],
} as unknown as Site;

describe('the graph of a site', () => {
  it('has each component but those that only close a bus, led by what it gives', () => {
    const { buses, components, edges } = graphOf(site);
    expect(components.map(({ id, carrier, level }) => [id, carrier, level])).toEqual([
      ['grid', 'electricity', undefined],
      ['pump', 'heat', undefined],
      ['tank', 'heat', 'tank.soc'],
    ]);
    expect(buses.find(({ id }) => id === 'bus:warm')!.closers.map((c) => c.component.id)).toEqual(['dump']);
    // A grid stands before its bus, a store behind it.
    expect(edges.map(({ id, isToBus }) => [id, isToBus])).toEqual([
      ['grid.electricity', true],
      ['pump.electricity', false],
      ['pump.heat', true],
      ['tank.heat', false],
    ]);
  });
  it('is cut to a carrier or an owner', () => {
    expect(graphOf(site, { carriers: ['heat'], owners: [] }).components.map(({ id }) => id)).toEqual(['pump', 'tank']);
    expect(graphOf(site, { carriers: [], owners: ['a'] }).components.map(({ id }) => id)).toEqual(['pump']);
    expect(graphOf(site, { carriers: ['steam'], owners: [] })).toEqual({ buses: [], components: [], edges: [] });
  });
});

it('asks for every edge in the direction that it is drawn in, and reads boxes and corners', () => {
  const asked = elkGraph(graphOf(site));
  expect(asked.edges!.map(({ sources, targets }) => [sources[0], targets[0]])).toEqual([
    ['grid', 'bus:power'],
    ['bus:power', 'pump'],
    ['pump', 'bus:warm'],
    ['bus:warm', 'tank'],
  ]);
  const { boxes, paths } = layoutFrom({
    id: 'root',
    children: [{ id: 'grid', x: 1, y: 2, width: 3, height: 4 }],
    edges: [
      {
        id: 'e',
        sources: [],
        targets: [],
        sections: [{ id: 's', startPoint: { x: 0, y: 0 }, bendPoints: [{ x: 5, y: 0 }], endPoint: { x: 5, y: 9 } }],
      },
    ],
  });
  expect(boxes.grid).toEqual({ x: 1, y: 2, width: 3, height: 4 });
  expect(paths.e).toEqual([[0, 0], [5, 0], [5, 9]]); // biome-ignore format: points
});

describe('how a flow is drawn', () => {
  it('widens and quickens with the root of its share, and stands still at none', () => {
    expect(drawnFlow(0, 100)).toEqual({ width: 1.2, speed: 0 });
    expect(drawnFlow(Number.NaN, 100).speed).toBe(0);
    expect(drawnFlow(5, 0).speed).toBe(0);
    expect(drawnFlow(-100, 100)).toEqual({ width: 9, speed: 82 });
    expect(drawnFlow(25, 100).width).toBeCloseTo(1.2 + 7.8 / 2, 12); // by hand
    expect(drawnFlow(1e9, 1)).toEqual(drawnFlow(1, 1));
  });
  it('says what a component does', () => {
    const at = (value: number, more: object = {}) => stateOf(value, { isStale: false, ...more });
    expect(at(Number.NaN)).toBe('unknown');
    expect(at(3, { isStale: true })).toBe('stale');
    expect(at(0, { available: 0 })).toBe('off');
    expect(at(0)).toBe('idle');
    expect(at(3, { min: 0 })).toBe('running');
    expect(at(99.95, { max: 100 })).toBe('limit');
  });
  it('rounds corners no more than there is room for', () => {
    expect(roundedPath([])).toBe('');
    expect(roundedPath([[0, 0], [20, 0], [20, 4]])).toBe('M0 0L18 0Q20 0 20 2L20 4'); // biome-ignore format: points
  });
  it('finds the point so far along', () => {
    const track = trackOf([[0, 0], [3, 4], [3, 14]]); // biome-ignore format: points
    expect(track.length).toBe(15);
    expect(pointAt(track, 10)).toEqual([3, 9]);
    expect(pointAt(track, 99)).toEqual([3, 14]);
  });
});

describe('the rows of the live chart', () => {
  it('go on, drop what is old, and begin anew after a seek', () => {
    const rows = rowsFrom({ time_ms: [0, 10], columns: [{ name: 'a.b', values: [1, null] }] }, ['a.b', 'a.c']);
    expect(rows.values).toEqual([
      [1, Number.NaN],
      [Number.NaN, Number.NaN],
    ]);
    const more = append(rows, 20, [3, 4], 10);
    expect(more).toEqual({ times_ms: [10, 20], values: [[Number.NaN, 3], [Number.NaN, 4]] }); // biome-ignore format: rows
    expect(append(more, 20, [5, 6], 10).values).toEqual([[Number.NaN, 5], [Number.NaN, 6]]); // biome-ignore format: rows
    expect(append(more, 5, [7, 8], 10)).toEqual({ times_ms: [5], values: [[7], [8]] });
  });
});

it('goes by arrow to what lies nearest that way', () => {
  const box = (x: number, y: number) => ({ x, y, width: 10, height: 10 });
  const boxes = { here: box(0, 0), ahead: box(60, 5), askew: box(30, 60), above: box(0, -40) };
  expect(neighbour(boxes, 'here', 'ArrowRight')).toBe('ahead');
  expect(neighbour(boxes, 'here', 'ArrowUp')).toBe('above');
  expect(neighbour(boxes, 'here', 'ArrowDown')).toBe('askew');
  expect(neighbour(boxes, 'here', 'ArrowLeft')).toBeUndefined();
  expect(neighbour(boxes, 'nobody', 'ArrowLeft')).toBeUndefined();
});

it('reaches as far as the largest parameter of its unit, else twice what flows', () => {
  const signals = [{ name: 'heat_kW', unit: 'kW', role: 'port', sign: 'intoBus', min: 0 }] as const;
  const parameters = { rated_kW: 400, minimum_kW: 20, cost_money_per_kW: 9000, volume_m3: 7000, mode: 'x' };
  expect(reachOf({ signals, parameters }, 'heat_kW', 3)).toEqual([0, 400]);
  expect(reachOf({ signals }, 'heat_kW', 30)).toEqual([0, 60]);
  expect(reachOf({ signals: [] }, 'heat_kW', Number.NaN)).toEqual([-1, 1]);
});

describe('the view of a picture', () => {
  it('is the whole where that can be read, else lies about what matters, within the picture', () => {
    const room = { width: 1000, height: 800 };
    expect(opened(room, { width: 2000, height: 1000 }, undefined)).toEqual({ scale: 0.5, x: 0, y: 150 });
    const wide = { width: 9000, height: 1000 };
    expect(opened(room, wide, { x: 4450, y: 0, width: 100, height: 40 })).toEqual({ scale: 0.6, x: -2200, y: 100 });
    expect(opened(room, wide, { x: 0, y: 0, width: 100, height: 40 }).x).toBe(0);
  });
  it('keeps the point that it is zoomed about', () => {
    const next = zoomed({ x: 10, y: 20, scale: 1 }, 2, { x: 110, y: 220 });
    expect(next).toEqual({ scale: 2, x: -90, y: -180 });
  });
});

describe('the map of a network', () => {
  it('asks for edges as long as the root of the pipes', () => {
    const asked = mapGraph({
      nodes: [
        { id: 'a', levels: [] },
        { id: 'b', levels: [] },
      ],
      edges: [
        { id: 'long', from: 'a', to: 'b', length_m: 400, levels: [] },
        { id: 'short', from: 'a', to: 'b', length_m: 100, levels: [] },
      ],
    });
    expect(asked.edges!.map((e) => e.layoutOptions!['elk.stress.desiredEdgeLength'])).toEqual(['230', '168']);
  });
  it('spans what is known, and colours it from cold to hot', () => {
    expect(spanOf([Number.NaN])).toBeUndefined();
    expect(spanOf([70, Number.NaN, 90])).toEqual({ least: 70, most: 90 });
    expect(spanOf([50], 2)).toEqual({ least: 49, most: 51 });
    expect(shareOf(75, { least: 70, most: 90 })).toBe(0.25);
    expect(heatColour(0)).toBe('color-mix(in oklab, #7b3fa8 0%, #2a4fb3)');
    expect(heatColour(1)).toBe('color-mix(in oklab, #f5a623 100%, #e8622a)');
    expect(heatColour(Number.NaN)).toBe('var(--faint)');
  });
  it('reads, sets lines aside, and tells the heat given off', () => {
    const values = liveValues([{ name: 'n.a', component: 'n', signal: 'a', unit: 'degC', role: 'signal' }]);
    values.take(0, 60, 1);
    expect(liveValueOf(values, 'n', 'a')).toBe(60);
    expect(liveValueOf(values, 'n', 'b')).toBeNaN();
    expect(aside([0, 0, 10, 0], 3)).toEqual([0, -3, 10, -3]);
    expect(givenOff_kW(-3600, 80, 79)).toBeCloseTo(4.19, 12); // by hand: 1 kg/s cooled by 1 K
  });
});
