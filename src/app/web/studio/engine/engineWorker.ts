/** The engine's thread: simulates in the browser what Node would, with the same code and the same bits. */
import { ConfigError } from '../../../../core/errors.ts';
import { makeMemory } from '../../../../core/files.ts';
import { zoneRules } from '../../../../io/zone.ts';
import { type CaseRunner, openCases } from './caseRunner.ts';
import type { Answer, Ask } from './messages.ts';
import { webFiles } from './webFiles.ts';

/** What was parsed stays for the next scenario that names the same files. */
const memory = makeMemory();
let cases: CaseRunner | undefined;

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
      const files = webFiles(
        new Map(Object.entries(ask.texts)),
        (path) => fetchText(new URL(path.split('/').map(encodeURIComponent).join('/'), ask.base).href),
        memory,
      );
      cases = undefined;
      cases = openCases(ask.file, { files, zones: zoneRules });
      return { n, kind: 'opened', info: cases.info };
    }
    case 'run':
      if (cases === undefined) throw new Error('no scenario is open');
      return { n, kind: 'ran', result: cases.run(ask.changes) };
    case 'series':
      return { n, kind: 'series', columns: cases?.series(ask.names) ?? [] };
  }
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
