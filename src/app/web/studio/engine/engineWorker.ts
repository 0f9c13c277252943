/** The engine's thread: simulates in the browser what Node would, with the same code and the same bits. */
import { ConfigError } from '../../../../core/errors.ts';
import { makeMemory } from '../../../../core/files.ts';
import { zoneRules } from '../../../../io/zone.ts';
import { jsonSchema } from '../../../../scenario/jsonSchema.ts';
import { type Case, type CaseRunner, openCases } from './caseRunner.ts';
import { fileOf } from './files.ts';
import type { Answer, Ask } from './messages.ts';
import { pictureOf } from './pictures.ts';
import { webFiles } from './webFiles.ts';

/** What was parsed stays for the next scenario that names the same files. */
const memory = makeMemory();
let cases: CaseRunner | undefined;
/** What charts show beside a case. */
let base: Case | undefined;
/** Where the page is. */
let root = '';

/** The engine reads as a file system does, at once; only a thread may wait so. */
function fetchText(url: string): string | undefined {
  const request = new XMLHttpRequest();
  request.open('GET', url, false);
  try {
    request.send();
  } catch {
    return undefined;
  }
  return request.status === 200 ? request.responseText : undefined;
}

function answer(ask: Ask): Answer {
  const { n } = ask;
  switch (ask.kind) {
    case 'open': {
      root = new URL('../', ask.base).href;
      const files = webFiles(
        new Map(Object.entries(ask.texts)),
        (path) => fetchText(new URL(path.split('/').map(encodeURIComponent).join('/'), ask.base).href),
        memory,
      );
      if (!ask.keepsBase) base = undefined;
      cases = openCases(ask.file, { files, zones: zoneRules });
      return { n, kind: 'opened', info: cases.info, text: files.read(ask.file, '').text };
    }
    case 'run': {
      const open = opened();
      const result = open.run(ask.changes, (share) => self.postMessage({ n, kind: 'share', share } satisfies Answer));
      base ??= open.last;
      return { n, kind: 'ran', result, picture: pictureOf(ask.look, open.last!, base) };
    }
    case 'look': {
      const last = cases?.last;
      return { n, kind: 'look', picture: last === undefined ? undefined : pictureOf(ask.look, last, base) };
    }
    case 'rebase':
      base = cases?.last;
      return { n, kind: 'done' };
    case 'series':
      return { n, kind: 'series', columns: cases?.series(ask.names) ?? [] };
    case 'file': {
      const { last } = opened();
      if (last === undefined) throw new Error('no case was run yet');
      const script = (): string => fetchText(new URL('report.js', root).href) ?? missing('report.js');
      return { n, kind: 'file', parts: fileOf(ask.name, last, { script, version: ask.version }) };
    }
    case 'schema':
      return { n, kind: 'schema', schema: jsonSchema() };
  }
}

function opened(): CaseRunner {
  if (cases === undefined) throw new Error('no scenario is open');
  return cases;
}
function missing(path: string): never {
  throw new Error(`the server of this page has no ${path}`);
}

self.addEventListener('message', ({ data }: MessageEvent<Ask>) => {
  try {
    self.postMessage(answer(data));
  } catch (error) {
    const issues = error instanceof ConfigError ? error.issues : [];
    const message = error instanceof Error ? error.message : String(error);
    self.postMessage({ n: data.n, kind: 'failed', failure: { message, issues } } satisfies Answer);
  }
});
