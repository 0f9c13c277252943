import { sixfold } from './program.ts';
import { processTerminal } from './terminal.ts';

process.exitCode = await sixfold(process.argv.slice(2), processTerminal());
