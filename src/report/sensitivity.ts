/** What a result is with one input less or more. */
export interface SensitivityEnd {
  /** What the input is there, where it is one number. */
  readonly value?: number;
  /** By figure; null where there is none. */
  readonly figures: readonly (number | null)[];
  /** Sizes found there, in the order of `sizes`, where they were found anew. */
  readonly sizes?: readonly number[];
  /** Why there are no figures. */
  readonly error?: string;
}

/** One input, less and more by a share of itself. */
export interface SensitivityRow {
  readonly input: string;
  readonly label: string;
  readonly by: number;
  readonly less: SensitivityEnd;
  readonly more: SensitivityEnd;
}

export interface SensitivityFigure {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly value: number;
}

/** What a result hangs on, one input at a time. */
export interface Sensitivity {
  readonly figures: readonly SensitivityFigure[];
  /** Sizes that were found anew with every input. */
  readonly sizes?: readonly SensitivityFigure[];
  readonly rows: readonly SensitivityRow[];
  /** What the reader should know of how it was made. */
  readonly notes: readonly string[];
}

/** How far apart a figure lies between both ends and its base; 0 where neither end has it. */
export function swingOf({ less, more }: SensitivityRow, figure: number, base: number): number {
  const known = [base, less.figures[figure], more.figures[figure]].filter((v): v is number => typeof v === 'number');
  return Math.max(...known) - Math.min(...known);
}

/** The inputs, those first that move a figure most; what moves it alike stays in its order. */
export function rowsBy({ rows, figures }: Sensitivity, figure: number): SensitivityRow[] {
  const base = figures[figure]!.value;
  return [...rows].sort((a, b) => swingOf(b, figure, base) - swingOf(a, figure, base));
}

/** Share of a size (or of the largest found of it) that counts as a change. */
const CHANGE = 0.01;

/** Which sizes are others at an end, with what they are there. */
export function changedSizes(
  { sizes = [] }: Pick<Sensitivity, 'sizes'>,
  end: SensitivityEnd,
): readonly { readonly label: string; readonly unit: string; readonly from: number; readonly to: number }[] {
  return (end.sizes ?? []).flatMap((to, k) => {
    const { label, unit, value: from } = sizes[k]!;
    return Math.abs(to - from) > CHANGE * Math.max(Math.abs(from), Math.abs(to)) ? [{ label, unit, from, to }] : [];
  });
}
