interface Kept<Law extends string> {
  /** Laws that are not kept, and why. All others are. */
  readonly not: Readonly<Partial<Record<Law, string>>>;
}

/** A table in Markdown of which laws each of several keeps, and below it why not. */
export function tableOfLaws<Law extends string>(
  laws: Readonly<Record<Law, string>>,
  keepers: Readonly<Record<string, Kept<Law>>>,
): string {
  const names = Object.keys(laws) as Law[];
  const all = Object.entries(keepers);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const head = ['law', ...all.map(([name]) => `\`${name}\``)];
  const rows = names.map((law) => [laws[law], ...all.map(([, { not }]) => (not[law] === undefined ? 'yes' : 'no'))]);
  const reasons = all.flatMap(([name, { not }]) =>
    names.filter((law) => not[law] !== undefined).map((law) => `- \`${name}\`, ${law}: ${not[law]}.`),
  );
  return [line(head), line(head.map(() => '---')), ...rows.map(line), '', 'Why not:', '', ...reasons].join('\n');
}
