/** Lays rows out as columns; columns of numbers stand to the right, or all but the first where `isRight`. */
export function table(rows: readonly (readonly string[])[], isRight = false): string {
  const width = rows[0]!.map((_, k) => Math.max(...rows.map((row) => (row[k] ?? '').length)));
  const isNumber = (cell: string): boolean => /^([-+]?[\d,.]+(e[-+]?\d+)?( ?%)?|-|any)?$/.test(cell);
  const right = rows[0]!.map((_, k) =>
    isRight ? k > 0 : rows.length > 1 && rows.slice(1).every((row) => isNumber(row[k] ?? '')),
  );
  return rows
    .map((row) =>
      row
        .map((cell, k) => (right[k] ? cell.padStart(width[k]!) : cell.padEnd(width[k]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A number for people, thousands set apart, with so many decimals. */
export function amount(value: number, digits = 0): string {
  const [whole, fraction] = Math.abs(value).toFixed(digits).split('.') as [string, string?];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const text = `${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
  return value < 0 && /[1-9]/.test(text) ? `-${text}` : text;
}

/** `1 bus`, `2 buses`, `8,760 steps`. */
export const plural = (count: number, word: string): string =>
  `${amount(count)} ${word}${count === 1 ? '' : word.endsWith('s') ? 'es' : 's'}`;

/** Breaks a text into lines of at most `width`; all but the first begin with `indent`. */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  // Blanks at the very beginning are kept.
  for (const word of text.split(/(?<=\S) +/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
