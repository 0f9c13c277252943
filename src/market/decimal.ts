import { isCount } from './quanta.ts';

/** Decimals of money that are counted. */
const DECIMALS = 6;

/**
 * Whole micro-money of an amount written in money, exact: digit by digit, never by a product of doubles (0.07 times a million is
 * 70000.00000000001). A number counts as its shortest writing.
 * @returns why not, where it is no plain decimal, has a part smaller than a micro-money, or is past 2^53 of them
 */
export function microOf(amount: number | string): number | 'malformed' | 'notWhole' | 'outOfRange' {
  const text = typeof amount === 'number' ? String(amount) : amount;
  const parts = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?(?:e([+-]?\d{1,3}))?$/.exec(text);
  if (parts === null) return 'malformed';
  const [, sign, whole, fraction = '', exponent = '0'] = parts;
  // The point stands this many digits from the right.
  const scale = fraction.length - Number(exponent);
  let digits = `${whole}${fraction}`.replace(/^0+(?=\d)/, '');
  if (scale > DECIMALS) {
    const beyond = scale - DECIMALS;
    if (!/^0*$/.test(digits.slice(-beyond))) return 'notWhole';
    digits = digits.slice(0, -beyond);
  } else if (digits !== '0') digits += '0'.repeat(DECIMALS - scale);
  const micro = Number(digits);
  if (!isCount(micro)) return 'outOfRange';
  return sign === '-' && micro !== 0 ? -micro : micro;
}
