/** Light or dark: as the system has it unless chosen, kept in the browser. */
export type Choice = 'auto' | 'light' | 'dark';
const KEY = 'sixfold.theme';
const system = matchMedia('(prefers-color-scheme: dark)');

const kept = localStorage.getItem(KEY);
export const theme = $state<{ choice: Choice; isDark: boolean }>({
  choice: kept === 'light' || kept === 'dark' ? kept : 'auto',
  isDark: false,
});

function apply(): void {
  const { dataset } = document.documentElement;
  if (theme.choice === 'auto') delete dataset.theme;
  else dataset.theme = theme.choice;
  theme.isDark = theme.choice === 'dark' || (theme.choice === 'auto' && system.matches);
}
system.addEventListener('change', apply);
apply();

export function choose(choice: Choice): void {
  theme.choice = choice;
  localStorage.setItem(KEY, choice);
  apply();
}

/** A colour of the page by its name in base.css, as canvas needs it: `colour('ink')`. Read it again when `theme` changes. */
export function colour(name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name}, var(--soft))`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

/** Colours for parts of a chart that are no carriers, told apart by every kind of colour vision. */
export const palette = (): readonly string[] =>
  theme.isDark
    ? ['#4aa8e6', '#eaa21a', '#2bc79a', '#d78fb3', '#7cc8f2', '#f58a45', '#f0e442', '#a6a6a6']
    : ['#0072b2', '#c77f00', '#00805d', '#a8557f', '#2492cf', '#d55e00', '#a08c00', '#6b6b6b'];
