/** What the server of the page has: `page.json`, which an exported folder of static files has too. */
export interface About {
  readonly version: string;
  /** A twin runs here. */
  readonly twin: boolean;
  /** There are runs to read. */
  readonly runs: boolean;
  /** The twin has markets. */
  readonly markets: boolean;
  /** Even reading takes a token. */
  readonly needsToken: boolean;
  /** Where tokens are, on the machine of the twin. */
  readonly tokensFile?: string;
  /** Live values come over MQTT on WebSocket, too. */
  readonly mqtt: boolean;
}

/** @throws Error where there is no such file */
export async function readAbout(): Promise<About> {
  const response = await fetch('page.json', { cache: 'no-store' });
  if (!response.ok) throw new Error(`page.json: ${response.status} ${response.statusText}`);
  return (await response.json()) as About;
}
