import type { CompiledLaw } from '../../src/core/law.ts';

/** Filled by `residualOf`: the residual of the last call and the sum of its terms' magnitudes. */
interface Residual {
  value: number;
  scale: number;
}

/** sum(ports) - boundary + losses + change of stores / dt_h, in the law's unit. */
export function residualOf(
  law: CompiledLaw,
  y: Float64Array,
  x: Float64Array,
  next: Float64Array,
  dt_h: number,
  out: Residual,
): void {
  let value = 0;
  let scale = 0;
  const { outputAt, outputBy, stateAt, stateBy } = law;
  for (let k = 0; k < outputAt.length; k++) {
    const term = outputBy[k]! * y[outputAt[k]!]!;
    value += term;
    scale += term < 0 ? -term : term;
  }
  for (let k = 0; k < stateAt.length; k++) {
    const at = stateAt[k]!;
    const term = (stateBy[k]! * (next[at]! - x[at]!)) / dt_h;
    value += term;
    scale += term < 0 ? -term : term;
  }
  out.value = value;
  out.scale = scale;
}
