/** Colours of a page, light or dark. */
export interface Theme {
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly paper: string;
  readonly palette: readonly string[];
  readonly carriers: Readonly<Record<string, string>>;
  readonly grey: string;
  /** Ends and middle of a scale that passes through zero. */
  readonly diverging: readonly string[];
}

/** After Okabe and Ito, told apart by every kind of colour vision; patterns and labels say the same again. */
const BLUE = '#0072B2';
const ORANGE = '#E69F00';
const GREEN = '#009E73';
const PURPLE = '#CC79A7';
const SKY = '#56B4E9';
const RED = '#D55E00';
const YELLOW = '#F0E442';

const carriers = {
  electricity: BLUE,
  gas: RED,
  heat: ORANGE,
  steam: YELLOW,
  cooling: SKY,
  hydrogen: GREEN,
  oxygen: PURPLE,
  water: PURPLE,
  co2: '#8c8c8c',
};

export const LIGHT: Theme = {
  ink: '#1b1f24',
  soft: '#57606a',
  line: '#d8dee4',
  paper: '#ffffff',
  palette: [BLUE, ORANGE, GREEN, PURPLE, SKY, RED, YELLOW, '#8c8c8c'],
  carriers,
  grey: '#8c8c8c',
  diverging: ['#0072B2', '#f2f2f2', '#D55E00'],
};

export const DARK: Theme = {
  ...LIGHT,
  ink: '#e6edf3',
  soft: '#9aa4af',
  line: '#363d46',
  paper: '#0f1419',
  palette: ['#3a9bdc', ORANGE, '#1fbf92', PURPLE, SKY, '#f07d33', YELLOW, '#a0a0a0'],
  carriers: { ...carriers, electricity: '#3a9bdc', gas: '#f07d33', hydrogen: '#1fbf92' },
  grey: '#a0a0a0',
  diverging: ['#56B4E9', '#22282f', '#f07d33'],
};

/** Cividis: one scale for all eyes, from dark to light. */
export const SCALE = ['#00224e', '#2a3f6d', '#575d6d', '#7d7c78', '#a59c74', '#d2c060', '#fee838'];

/** Patterns, so that no part is told by its colour alone; the first is plain. */
const STROKES = [
  undefined,
  { rotation: Math.PI / 4, dashArrayX: [1, 0], dashArrayY: [2, 6] },
  {
    symbol: 'circle',
    dashArrayX: [
      [8, 8],
      [0, 8, 8, 0],
    ],
    dashArrayY: [6, 0],
    symbolSize: 0.6,
  },
  { rotation: -Math.PI / 4, dashArrayX: [1, 0], dashArrayY: [2, 6] },
  { rotation: 0, dashArrayX: [1, 0], dashArrayY: [2, 5] },
  { rotation: Math.PI / 2, dashArrayX: [1, 0], dashArrayY: [2, 5] },
];
const DASHES = ['solid', [8, 4], [2, 3], [10, 3, 2, 3], [5, 2]] as const;

/** Look of the k-th part of a chart. */
export function look(theme: Theme, k: number): { color: string; decal?: object; dash: 'solid' | number[] } {
  const stroke = STROKES[(k + Math.floor(k / theme.palette.length)) % STROKES.length];
  const dash = DASHES[k % DASHES.length]!;
  return {
    color: theme.palette[k % theme.palette.length]!,
    ...(stroke === undefined ? {} : { decal: { color: 'rgba(0,0,0,0.28)', ...stroke } }),
    dash: typeof dash === 'string' ? dash : [...dash],
  };
}
