/** `npm run sprout -- <command>`: the command line of a checkout. */
import { buildGateway } from './build-gateway.mjs';
import { buildPublished } from './build-pages.mjs';
import { install, root, run } from './runtime.mjs';

try {
  install();
  if (['publish', 'gateway'].includes(process.argv[2])) await buildPublished();
  if (process.argv[2] === 'cloud') await buildGateway();
  // Paths are relative to where the person stands, not to the checkout.
  process.exitCode = await run(`${root}/core/cli/main.ts`, process.argv.slice(2), { cwd: process.env.INIT_CWD ?? process.cwd() });
} catch (error) {
  console.error(String(error.message));
  process.exitCode = 1;
}
