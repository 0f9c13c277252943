/** The language of the page, kept in the browser; the first time that of the browser. */
export type Language = 'en' | 'zh';
export const LANGUAGES: Readonly<Record<Language, string>> = { en: 'English', zh: '简体中文' };
const KEY = 'sixfold.language';

function first(): Language {
  const kept = localStorage.getItem(KEY);
  if (kept === 'en' || kept === 'zh') return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export const locale = $state({ language: first() });

export function speak(language: Language): void {
  locale.language = language;
  localStorage.setItem(KEY, language);
  document.documentElement.lang = tagOf(language);
}

/** The tag of a language for `lang` and for `Intl`. */
export const tagOf = (language: Language): string => (language === 'zh' ? 'zh-CN' : 'en-GB');
