/** Why no number from outside holds a kind, and what holds it instead. */
export interface Unheld {
  readonly kind: string;
  readonly why: string;
  /** Tests with rows worked by hand. */
  readonly tests: readonly string[];
}

const of = (kind: string, why: string, ...tests: string[]): Unheld => ({
  kind,
  why,
  tests: (tests.length > 0 ? tests : [kind]).map((name) => `test/models/${name}.test.ts`),
});

/** Kinds without a comparison. One that gains a comparison leaves this list, and one that has neither fails the suite. */
export const UNHELD: readonly Unheld[] = [
  of('converter', 'has no physics of its own: whoever writes a scenario gives its coefficients, and it multiplies'),
  of('curtailment', 'records what a bus has too much of; there is nothing to measure beside the bus itself', 'closers'),
  of('dump', 'records heat that is let go; there is nothing to measure beside the bus itself', 'closers'),
  of(
    'flexibleLoad',
    'moves a demand that it is given within a window that it is given. Published flexibility is of one process at one place, without the demand as it would have been, so no published number fixes what the model should give',
  ),
  of(
    'gasSupply',
    'meters, prices and counts what is drawn. Its emission factor is held under `carbon`; leaks and the supply chain are inputs whose published values differ by the region that is asked about',
  ),
  of(
    'gridConnection',
    'meters, bills and counts what is drawn. Its bills are held under `tariff`, its factors under `carbon`; beyond these it is two limits',
    'gridConnection',
    'monthlyBills',
  ),
  of('sink', 'takes what it is told to take, at a price that it is told'),
  of('source', 'gives what it is told to give, at a price that it is told'),
  of(
    'store',
    'has no physics of its own: efficiencies and losses are given. Stores of one thing (`battery`, `thermalStorage`, `hydrogenStorage`) are held above',
  ),
  of('unserved', 'records demand that nothing served; there is nothing to measure beside the bus itself', 'closers'),
];
