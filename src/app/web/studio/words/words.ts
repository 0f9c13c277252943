import { type Language, locale } from './locale.svelte.ts';

/** Texts of one part of the page, by key, in every language. `{name}` is filled in by an argument of that name. */
export type Dictionary<K extends string> = Readonly<Record<Language, Readonly<Record<K, string>>>>;
export type Say<K extends string> = (key: K, args?: Readonly<Record<string, string | number>>) => string;

/**
 * What says a text in the language of the page. Each part of the page has its own dictionary beside it, whose keys the
 * compiler checks in every language.
 * @example const say = words({ en: { empty: 'No runs' }, zh: { empty: '没有运行' } }); say('empty')
 */
export function words<K extends string>(dictionary: Dictionary<K>): Say<K> {
  return (key, args) => filled(dictionary[locale.language][key], args);
}

const filled = (text: string, args: Readonly<Record<string, string | number>> | undefined): string =>
  args === undefined ? text : text.replaceAll(/\{(\w+)\}/g, (all, name: string) => String(args[name] ?? all));
