/** Files that the user opened or dropped, as the engine reads them. */

/** What of a `File` is used. */
export interface GivenFile {
  readonly name: string;
  text(): Promise<string>;
}
export interface OwnFiles {
  readonly file: string;
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * A scenario and what it names. They lie beside the scenarios of the package, so that one which was downloaded here
 * finds the profiles that it names. Of several scenarios the first is opened that no other one extends.
 * @returns undefined where there is no scenario among them
 */
export async function ownFiles(files: readonly GivenFile[]): Promise<OwnFiles | undefined> {
  const read = await Promise.all(files.map(async (f) => [f.name, await f.text()] as const));
  const scenarios = read.filter(([name, text]) => /\.ya?ml$/i.test(name) && /^\s*(sixfold|extends)\s*:/m.test(text));
  const first =
    scenarios.find(([name]) => !scenarios.some(([, text]) => text.includes('extends:') && text.includes(name))) ??
    scenarios[0];
  if (first === undefined) return undefined;
  return {
    file: `${FOLDER}${first[0]}`,
    texts: Object.fromEntries(read.map(([name, text]) => [`${FOLDER}${name}`, text])),
  };
}

const FOLDER = 'simulations/';
