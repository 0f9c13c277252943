/** Numbers, units, money, times and spans as the language of the page writes them. */
import { locale, tagOf } from './locale.svelte.ts';

const numbers = new Map<string, Intl.NumberFormat>();
function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const tag = tagOf(locale.language);
  const key = `${tag} ${JSON.stringify(options)}`;
  let found = numbers.get(key);
  if (found === undefined) {
    found = new Intl.NumberFormat(tag, options);
    numbers.set(key, found);
  }
  return found;
}

/** What stands where there is no number. */
export const NOTHING = '–';

/** A number with `digits` significant digits, in full (no powers of ten) between a millionth and a million millions. */
export function figure(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOTHING;
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e12 || size < 1e-6))
    return numberFormat({ notation: 'scientific', maximumSignificantDigits: 3 }).format(value);
  if (size >= 10 ** (digits - 1)) return numberFormat({ maximumFractionDigits: 0 }).format(value);
  return numberFormat({ maximumSignificantDigits: digits }).format(value === 0 ? 0 : value);
}

/** With a fixed number of decimals, for columns and for values that change. */
export const fixed = (value: number, decimals: number): string =>
  Number.isFinite(value)
    ? numberFormat({ minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value)
    : NOTHING;

/** A share of 1 as percent. */
export const percent = (share: number, decimals = 1): string =>
  Number.isFinite(share) ? numberFormat({ style: 'percent', maximumFractionDigits: decimals }).format(share) : NOTHING;

/** A change against a base, with its sign. */
export const change = (share: number): string =>
  Number.isFinite(share)
    ? numberFormat({ style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format(share)
    : NOTHING;

/** Money in a currency, rounded to whole units from a hundred on. */
export function money(value: number, currency: string): string {
  if (!Number.isFinite(value)) return NOTHING;
  const fraction = Math.abs(value) >= 100 ? 0 : 2;
  const form = { maximumFractionDigits: fraction, minimumFractionDigits: fraction };
  try {
    return numberFormat({ style: 'currency', currency, currencyDisplay: 'code', ...form }).format(value);
  } catch {
    return `${numberFormat(form).format(value)} ${currency}`;
  }
}

const SYMBOLS: Readonly<Record<string, string>> = {
  degC: '°C',
  m2: 'm²',
  m3: 'm³',
  W_per_m2: 'W/m²',
  money: '',
  kg_per_h: 'kg/h',
  m_per_s: 'm/s',
  '1': '',
};
/** A unit of the house as people write it; money by its currency. */
export const unitText = (unit: string, currency = ''): string =>
  unit === 'money'
    ? currency
    : (SYMBOLS[unit] ??
      unit
        .replace(/^money/, currency)
        .replaceAll('_per_', '/')
        .replaceAll('_', ' '));

/** A value with its unit; large powers and energies in thousands or millions of it. */
export function quantity(value: number | null | undefined, unit: string, currency = '', digits = 4): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOTHING;
  if (unit === 'money') return money(value, currency);
  const scaled = /^k(Wh?|VA|var|g)$/.test(unit) ? scale(value, unit) : { value, unit };
  return `${figure(scaled.value, digits)} ${unitText(scaled.unit, currency)}`.trim();
}

const LARGER: Readonly<Record<string, readonly [string, string]>> = {
  kW: ['MW', 'GW'],
  kWh: ['MWh', 'GWh'],
  kVA: ['MVA', 'GVA'],
  kvar: ['Mvar', 'Gvar'],
  kg: ['t', 'kt'],
};
function scale(value: number, unit: string): { value: number; unit: string } {
  const size = Math.abs(value);
  const larger = LARGER[unit];
  if (larger === undefined || size < 10_000) return { value, unit };
  return size < 10_000_000 ? { value: value / 1000, unit: larger[0] } : { value: value / 1e6, unit: larger[1] };
}

const times = new Map<string, Intl.DateTimeFormat>();
function timeFormat(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const tag = tagOf(locale.language);
  const key = `${tag} ${zone} ${JSON.stringify(options)}`;
  let found = times.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(tag, { timeZone: zone, ...options });
    times.set(key, found);
  }
  return found;
}
/** An instant in the zone of the site. */
export const instant = (time_ms: number, zone: string): string =>
  Number.isFinite(time_ms) ? timeFormat(zone, { dateStyle: 'medium', timeStyle: 'short' }).format(time_ms) : NOTHING;
export const day = (time_ms: number, zone: string): string => timeFormat(zone, { dateStyle: 'medium' }).format(time_ms);
export const clockTime = (time_ms: number, zone: string): string =>
  timeFormat(zone, { hour: '2-digit', minute: '2-digit', hour12: false }).format(time_ms);

/** A span of time in its two largest parts: `3 d 4 h`, `12 s`. */
export function span(ms: number): string {
  if (!Number.isFinite(ms)) return NOTHING;
  const s = Math.max(0, ms / 1000);
  const zh = locale.language === 'zh';
  const [d, h, min, sec] = zh ? ['天', '小时', '分', '秒'] : ['d', 'h', 'min', 's'];
  if (s < 10) return `${fixed(s, 1)} ${sec}`;
  if (s < 60) return `${Math.floor(s)} ${sec}`;
  if (s < 3600) return `${Math.floor(s / 60)} ${min}`;
  if (s < 86_400) return `${Math.floor(s / 3600)} ${h} ${Math.floor((s % 3600) / 60)} ${min}`;
  return `${Math.floor(s / 86_400)} ${d} ${Math.floor((s % 86_400) / 3600)} ${h}`;
}

/** Money in few characters, the currency after it: `5.842 M CNY`, `584.2 万 CNY`. */
export function compactMoney(value: number, currency: string, digits = 4): string {
  if (!Number.isFinite(value)) return NOTHING;
  const steps =
    locale.language === 'zh'
      ? ([
          [1e8, '亿'],
          [1e4, '万'],
        ] as const)
      : ([
          [1e9, 'G'],
          [1e6, 'M'],
        ] as const);
  const found = steps.find(([size]) => Math.abs(value) >= size);
  if (found === undefined) return `${figure(value, digits)} ${currency}`;
  const text = numberFormat({ minimumSignificantDigits: digits, maximumSignificantDigits: digits }).format(
    value / found[0],
  );
  return `${text} ${found[1]} ${currency}`;
}
