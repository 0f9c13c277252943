export interface Parsed {
  readonly type: string;
  readonly help: string;
  /** By labels as they stand. */
  readonly samples: Map<string, number>;
}

const LABEL = String.raw`[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*"`;
const SAMPLE = new RegExp(
  `^([a-zA-Z_:][\\w:]*)(?:\\{(${LABEL}(?:,${LABEL})*)\\})? (NaN|[+-]Inf|[-+]?[\\d.]+(?:e[-+]?\\d+)?)$`,
);

/** Reads the text format of Prometheus strictly: help, type and samples of a name together, each once. */
export function parsed(text: string): ReadonlyMap<string, Parsed> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const found = new Map<string, Parsed>();
  let help: readonly [name: string, text: string] | undefined;
  let current: (Parsed & { readonly name: string }) | undefined;
  for (const line of text.slice(0, -1).split('\n')) {
    const told = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line);
    if (told?.[1] === 'HELP') help = [told[2]!, told[3]!];
    else if (told !== null) {
      if (help?.[0] !== told[2]) throw new Error(`"${line}" has no help before it`);
      if (found.has(told[2]!)) throw new Error(`"${told[2]}" comes twice`);
      if (!/^(counter|gauge)$/.test(told[3]!)) throw new Error(`"${line}" is of no known type`);
      current = { name: told[2]!, type: told[3]!, help: help![1], samples: new Map() };
      found.set(current.name, current);
    } else {
      const sample = SAMPLE.exec(line);
      if (sample === null) throw new Error(`"${line}" cannot be read`);
      const [, name, labels = '', value] = sample;
      if (name !== current?.name) throw new Error(`"${line}" stands apart from its type`);
      if (current!.samples.has(labels)) throw new Error(`"${line}" comes twice`);
      current!.samples.set(labels, Number(value!.replace('Inf', 'Infinity')));
    }
  }
  return found;
}
