import type { Command } from 'commander';
import { ConfigError } from '../../core/errors.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

const HELP = `
Examples:
  $ sixfold studio
  $ sixfold studio my-site.yaml
  $ sixfold studio --out public/studio

With --out, any web server can serve the folder (npx serve public/studio, nginx, an object store): scenarios are
simulated in the browser, nothing is sent anywhere. Opened from the disk, without a server, it does not run.
`;

/** The scenario that is run where none is named: the one of the package that is run by its own command. */
const FIRST = 'simulations/suzhou-six-in-one.yaml';

export function addStudio(program: Command, terminal: Terminal): void {
  program
    .command('studio')
    .description('runs a twin and serves its page, or writes the studio as static files')
    .argument('[file]', 'scenario file of the twin')
    .option('--out <dir>', 'write the page, scenarios and profiles into this folder and run nothing')
    .addHelpText('after', HELP)
    .action(async (file: string | undefined, { out }: { readonly out?: string }) => {
      if (out === undefined) {
        const { packageFolder } = await import('../server/http/page.ts');
        const scenario = file ?? `${packageFolder()}${FIRST}`;
        await program.parseAsync(['live', scenario], { from: 'user' });
        return;
      }
      if (file !== undefined)
        throw new ConfigError(
          `met "${file}" beside --out; the studio opens scenario files in the browser, so name none here`,
        );
      const { exportPage } = await import('../server/http/exportPage.ts');
      const count = exportPage(out, version());
      terminal.out(`${out}: written, with ${count} files of scenarios and profiles. See it with: npx serve ${out}\n`);
    });
}
