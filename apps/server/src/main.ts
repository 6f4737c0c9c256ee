// What is written here holds personal data and keys: it is for the account alone that the process runs under.
process.umask(0o077);

// `main.js` serves; `main.js cli …` is the administration command; `main.js demo` serves made-up data.
const [command = 'serve', ...args] = process.argv.slice(2);
if (command === 'cli') {
  const { runCommand } = await import('./cli/run-command.ts');
  process.exitCode = await runCommand(args);
} else {
  const { serve } = await import('./serve.ts');
  process.exitCode = await serve({ demo: command === 'demo' });
}
