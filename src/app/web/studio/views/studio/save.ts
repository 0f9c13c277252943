/** Hands a file to the browser, which keeps it where it keeps downloads. */
export function save(name: string, parts: readonly (string | ArrayBuffer)[], type: string): void {
  const url = URL.createObjectURL(new Blob([...parts], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser begins to read before this.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Types of the files of a case. */
export const TYPES = {
  'results.csv': 'text/csv',
  'results.parquet': 'application/vnd.apache.parquet',
  'summary.json': 'application/json',
  'meta.json': 'application/json',
  'report.html': 'text/html',
} as const;
