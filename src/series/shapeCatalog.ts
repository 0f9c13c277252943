/**
 * A named course of use over day, week and year. Hourly values are relative (1 is the busiest hour of a workday),
 * monthly ones are factors. All are ASSUMED: typical courses drawn by hand, whose load factor and weekend ratio are
 * tested against measured companies (VDI 4657 reference profiles) and simulated buildings (DOE reference buildings).
 */
export interface Shape {
  readonly label: string;
  readonly workday: readonly number[];
  readonly saturday: readonly number[];
  /** Sundays and holidays. */
  readonly sunday: readonly number[];
  /** January to December. */
  readonly months: readonly number[];
}

const level = (...runs: readonly (readonly [hours: number, value: number])[]): readonly number[] =>
  runs.flatMap(([hours, value]) => Array.from({ length: hours }, () => value));

const EVEN = level([12, 1]);

export const SHAPES = {
  industrial: {
    label: 'industry in two shifts, 6 to 22 h, a short Saturday',
    // 0-5 standby, 5-6 start, shifts with a dip at the midday break and at the change of shift
    workday: [
      ...level([5, 0.24], [1, 0.4], [1, 0.75], [1, 0.92], [4, 1], [1, 0.86], [1, 0.97], [1, 0.94], [4, 0.93]),
      0.85,
      0.8,
      0.66,
      0.36,
      0.26,
    ],
    saturday: [...level([6, 0.24], [1, 0.4], [6, 0.55], [1, 0.5], [2, 0.45], [8, 0.26])],
    sunday: level([24, 0.22]),
    months: [1, 0.97, 0.99, 0.98, 0.99, 1.02, 1.04, 1.04, 1.02, 1, 0.99, 0.98],
  },
  industrial24: {
    label: 'industry in three shifts, day and night',
    workday: [...level([6, 0.86], [1, 0.82], [5, 1], [1, 0.95], [2, 1], [1, 0.95], [6, 0.95], [2, 0.88])],
    saturday: level([6, 0.84], [10, 0.9], [8, 0.84]),
    sunday: level([24, 0.78]),
    months: [0.98, 0.98, 0.99, 0.99, 1, 1.02, 1.03, 1.03, 1.01, 1, 0.99, 0.98],
  },
  office: {
    label: 'offices, 8 to 18 h on workdays',
    workday: [
      ...level([5, 0.24], [1, 0.28], [1, 0.42], [1, 0.72], [1, 0.93], [3, 1], [1, 0.92], [4, 1], [1, 0.85]),
      0.66,
      0.52,
      0.42,
      0.34,
      0.27,
      0.24,
    ],
    saturday: level([7, 0.23], [11, 0.34], [6, 0.23]),
    sunday: level([7, 0.22], [11, 0.26], [6, 0.22]),
    months: EVEN,
  },
  retail: {
    label: 'shops, 10 to 22 h every day',
    workday: level([7, 0.26], [1, 0.32], [1, 0.45], [1, 0.75], [7, 0.9], [4, 1], [1, 0.85], [1, 0.45], [1, 0.28]),
    saturday: level([7, 0.26], [1, 0.32], [1, 0.48], [1, 0.82], [7, 1], [4, 1.06], [1, 0.9], [1, 0.48], [1, 0.28]),
    sunday: level([7, 0.26], [1, 0.32], [1, 0.48], [1, 0.82], [7, 1], [4, 1.04], [1, 0.88], [1, 0.46], [1, 0.28]),
    months: [1.04, 1.02, 0.98, 0.97, 0.98, 0.99, 1.01, 1.01, 0.99, 0.99, 0.99, 1.03],
  },
  hotel: {
    label: 'hotel, with a morning and an evening peak every day',
    workday: [
      ...level([5, 0.52], [1, 0.6], [1, 0.78], [2, 0.92], [2, 0.8], [3, 0.76], [3, 0.78], [1, 0.88], [4, 1]),
      0.86,
      0.66,
    ],
    saturday: [
      ...level([5, 0.55], [1, 0.6], [1, 0.74], [2, 0.92], [2, 0.84], [3, 0.8], [3, 0.82], [1, 0.92], [4, 1.03]),
      0.9,
      0.7,
    ],
    sunday: [
      ...level([5, 0.55], [1, 0.6], [1, 0.72], [2, 0.9], [2, 0.82], [3, 0.78], [3, 0.78], [1, 0.86], [4, 0.97]),
      0.83,
      0.64,
    ],
    months: EVEN,
  },
  lighting: {
    label: 'lighting of halls and yards in two shifts: less by day, more in winter',
    workday: [
      ...level([5, 0.28], [1, 0.5], [2, 0.95], [7, 0.82], [2, 0.86], [1, 0.95], [3, 1], [1, 0.8], [1, 0.4], [1, 0.3]),
    ],
    saturday: level([6, 0.28], [10, 0.5], [1, 0.42], [7, 0.3]),
    sunday: level([6, 0.28], [11, 0.18], [7, 0.3]),
    months: [1.09, 1.06, 1.01, 0.96, 0.92, 0.9, 0.91, 0.94, 0.98, 1.03, 1.08, 1.12],
  },
  refuelling: {
    label: 'refuelling of vehicles by day, the same every day',
    workday: level([6, 0], [1, 0.4], [2, 1], [3, 0.7], [2, 0.8], [3, 0.9], [2, 1], [1, 0.5], [4, 0]),
    saturday: level([6, 0], [1, 0.4], [2, 1], [3, 0.7], [2, 0.8], [3, 0.9], [2, 1], [1, 0.5], [4, 0]),
    sunday: level([6, 0], [1, 0.4], [2, 1], [3, 0.7], [2, 0.8], [3, 0.9], [2, 1], [1, 0.5], [4, 0]),
    months: EVEN,
  },
  constant: {
    label: 'even through the year',
    workday: level([24, 1]),
    saturday: level([24, 1]),
    sunday: level([24, 1]),
    months: EVEN,
  },
} as const satisfies Record<string, Shape>;

export type ShapeName = keyof typeof SHAPES;
export const SHAPE_NAMES = Object.keys(SHAPES) as [ShapeName, ...ShapeName[]];
