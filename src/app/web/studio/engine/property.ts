/** A number that can be dragged or typed, and how a schema speaks of it. */

export interface Parameter {
  /** As in a sweep: `components.battery.capacity_kWh`. */
  readonly path: string;
  readonly component: string;
  /** Of the component or section. */
  readonly label: string;
  readonly kind: string;
  readonly name: string;
  /** The part after the first underscore; '' for what has none. */
  readonly unit: string;
  readonly about: string;
  readonly value: number;
  /** As the schema has them. */
  readonly least?: number;
  readonly most?: number;
  readonly isInteger: boolean;
  /** A size: what would be built. */
  readonly isSize: boolean;
  /** Where a slider begins and ends: ASSUMED, since few parameters have an upper bound of their own. */
  readonly from: number;
  readonly to: number;
}

export interface Property {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly default?: unknown;
  readonly anyOf?: readonly Property[];
  readonly properties?: Readonly<Record<string, Property>>;
  readonly additionalProperties?: boolean | Property;
}

/** What stands after the first underscore of a name. */
export const suffix = (name: string): string => (name.includes('_') ? name.slice(name.indexOf('_') + 1) : '');

/** An id where there is no label: `hot-tank` as `Hot tank`. */
export const readable = (id: string): string => `${id.slice(0, 1).toUpperCase()}${id.slice(1)}`.replaceAll('-', ' ');

/** What a schema says of a number; bounds that only say how large an integer can be say nothing. */
export function boundsOf(form: Property): { readonly least?: number; readonly most?: number } {
  const least = form.minimum ?? form.exclusiveMinimum;
  const most = form.maximum ?? form.exclusiveMaximum;
  return {
    ...(least === undefined || least < -1e15 ? {} : { least }),
    ...(most === undefined || most > 1e15 ? {} : { most }),
  };
}

/** The part of a property that is a number, where it may be something else too. */
export function numberForm(property: Property): Property | undefined {
  const isNumber = ({ type }: Property): boolean => type === 'number' || type === 'integer';
  if (isNumber(property)) return property;
  return property.anyOf?.find(isNumber);
}

/** From the least to twice the value in a round number, within what the schema allows. */
export function rangeOf(
  value: number,
  { least, most }: { readonly least?: number; readonly most?: number },
  isInteger = false,
): { readonly from: number; readonly to: number } {
  const reach = value === 0 ? (isInteger ? 10 : 1) : niceAbove(2 * Math.abs(value));
  const from = least !== undefined && least > -reach ? least : value < 0 ? -reach : 0;
  const to = most !== undefined && most < reach ? most : reach;
  return { from: Math.min(from, value), to: Math.max(to, value) };
}

/** The least of 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten that is no less. */
export function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const found = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((k) => k * power >= value * (1 - 1e-12));
  return (found ?? 10) * power;
}
