/** The editor of a scenario's text, by CodeMirror; loaded when it is first shown. */
import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { yaml } from '@codemirror/lang-yaml';
import { defaultHighlightStyle, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { Annotation, type Text } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import type { ConfigIssue } from '../../../../../core/errors.ts';
import { spotOf, suggestionsAt } from './complete.ts';

export interface Editor {
  /** Puts a text in, changing only where it differs, so that the cursor stays. */
  put(text: string): void;
  mark(issues: readonly ConfigIssue[], file: string): void;
  text(): string;
  end(): void;
}

const ours = Annotation.define<boolean>();
const LOOK = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', color: 'var(--ink)', backgroundColor: 'var(--paper)' },
  '.cm-scroller': { fontFamily: 'ui-monospace, Menlo, Consolas, monospace', lineHeight: '1.5' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--raised)', color: 'var(--soft)', borderRight: '1px solid var(--line)' },
  '.cm-activeLineGutter': { color: 'var(--ink)', backgroundColor: 'transparent', fontWeight: '600' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--accent) 8%, transparent)' },
  '&.cm-focused': { outline: '2px solid var(--accent)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 28%, transparent)',
  },
  '.cm-tooltip, .cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--ink)', border: '1px solid var(--line)' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent)', color: 'var(--onaccent)' },
  '.cm-completionInfo': { maxWidth: '24rem' },
  '.cm-completionDetail': { fontStyle: 'normal', opacity: '0.75' },
});

/** The usual colours, drawn towards the ink, so that they can be read by both lights. */
const COLOURS = HighlightStyle.define(
  defaultHighlightStyle.specs.map((spec) =>
    typeof spec.color === 'string' ? { ...spec, color: `color-mix(in srgb, ${spec.color} 42%, var(--ink))` } : spec,
  ),
);

/** @param onedit told of what the user wrote, once a moment passes without a key */
export function editorIn(place: ShadowRoot, label: string, schema: object, onedit: (text: string) => void): Editor {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const complete = (context: CompletionContext): CompletionResult | null => {
    const spot = spotOf(context.state.doc.toString(), context.pos);
    if (spot === undefined || (!context.explicit && spot.from === context.pos)) return null;
    const options = suggestionsAt(schema, spot).map(({ label: name, apply, detail, info, isKey }) => ({
      label: name,
      apply,
      detail,
      ...(info === '' ? {} : { info }),
      type: isKey ? 'property' : 'constant',
    }));
    return options.length === 0 ? null : { from: spot.from, options, validFor: /^[\w.-]*$/ };
  };
  const view = new EditorView({
    parent: place,
    root: place,
    extensions: [
      basicSetup,
      yaml(),
      syntaxHighlighting(COLOURS),
      autocompletion({ override: [complete] }),
      lintGutter(),
      EditorView.contentAttributes.of({ 'aria-label': label }),
      LOOK,
      EditorView.updateListener.of((update) => {
        if (!update.docChanged || update.transactions.some((one) => one.annotation(ours) === true)) return;
        clearTimeout(waiting);
        waiting = setTimeout(() => onedit(view.state.doc.toString()), QUIET_MS);
      }),
    ],
  });
  // What scrolls can be reached by keyboard.
  view.scrollDOM.tabIndex = 0;
  return {
    put(text) {
      const now = view.state.doc.toString();
      if (text === now) return;
      let from = 0;
      while (from < text.length && from < now.length && text[from] === now[from]) from++;
      let tail = 0;
      const most = Math.min(text.length, now.length) - from;
      while (tail < most && text.at(-1 - tail) === now.at(-1 - tail)) tail++;
      view.dispatch({
        changes: { from, to: now.length - tail, insert: text.slice(from, text.length - tail) },
        annotations: ours.of(true),
      });
    },
    mark(issues, file) {
      view.dispatch(
        setDiagnostics(
          view.state,
          issues.map((issue) => diagnosticOf(issue, file, view.state.doc)),
        ),
      );
    },
    text: () => view.state.doc.toString(),
    end() {
      clearTimeout(waiting);
      view.destroy();
    },
  };
}

/** Without a key for so long, a text is taken. ASSUMED */
const QUIET_MS = 350;

/** A fault in its line; one of another file, or of none, in the first. */
function diagnosticOf({ file, line, path, message }: ConfigIssue, own: string, doc: Text): Diagnostic {
  const isHere = file === own && line !== undefined && line <= doc.lines;
  const { from, to, text } = doc.line(isHere ? line : 1);
  const where = isHere || file === own ? path : `${file}${line === undefined ? '' : `:${line}`} ${path}`;
  return {
    from: from + /^\s*/.exec(text)![0].length,
    to,
    severity: 'error',
    message: where.trim() === '' ? message : `${where.trim()}: ${message}`,
  };
}
