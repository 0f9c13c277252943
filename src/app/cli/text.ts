/** Lays rows out as columns; cells that are numbers stand to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const width = rows[0]!.map((_, k) => Math.max(...rows.map((row) => (row[k] ?? '').length)));
  const isNumber = (cell: string): boolean => /^[-+]?[\d,.]+(e[-+]?\d+)?( ?%)?$/.test(cell) || cell === '';
  const right = rows[0]!.map((_, k) => rows.slice(1).every((row) => isNumber(row[k] ?? '')));
  return rows
    .map((row) =>
      row
        .map((cell, k) => (right[k] ? cell.padStart(width[k]!) : cell.padEnd(width[k]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A number for people: thousands parted, at most four digits that matter. */
export function amount(value: number, digits = 0): string {
  const fixed = Math.abs(value) < 0.5 * 10 ** -digits ? 0 : value;
  const [whole, fraction] = Math.abs(fixed).toFixed(digits).split('.') as [string, string?];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${fixed < 0 ? '-' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}
