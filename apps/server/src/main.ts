import { runCommand } from './cli/run-command.ts';
import { serve } from './serve.ts';

// `main.js` serves; `main.js cli …` is the administration command; `main.js demo` serves made-up data.
const [command = 'serve', ...args] = process.argv.slice(2);
process.exitCode = command === 'cli' ? await runCommand(args) : await serve({ demo: command === 'demo' });
