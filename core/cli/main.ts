#!/usr/bin/env node
import { SproutError } from '../contract/index.ts';
import { readArguments } from './arguments.ts';
import { commands } from './commands/index.ts';
import { usage } from './usage.ts';

/** Exit codes: 0 done, 1 failed, 2 wrong use, 3 partly done. */
async function main(argv: readonly string[]): Promise<number> {
  const given = readArguments(argv, process.env);
  const command = given.command === undefined ? undefined : commands[given.command];
  if (!command) {
    const help = given.command === undefined || given.command === 'help' || given.flags.has('help');
    process[help ? 'stdout' : 'stderr'].write(usage(given.locale, help ? undefined : given.command));
    return help && given.command !== undefined ? 0 : 2;
  }
  try {
    return await command(given);
  } catch (error) {
    if (!(error instanceof SproutError)) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    const problem = (error instanceof SproutError ? error : new SproutError('internal', {}, { cause: error })).toProblem(given.locale);
    if (given.json) process.stdout.write(`${JSON.stringify({ error: problem })}\n`);
    process.stderr.write(`${problem.message}\n`);
    return error instanceof SproutError && (error.code === 'usage' || error.code === 'input-invalid') ? 2 : 1;
  }
}

const code = await main(process.argv.slice(2));
// What has been written must reach a pipe before the process goes; native libraries may keep handles open.
await Promise.all([process.stdout, process.stderr].map((stream) => new Promise<void>((done) => { stream.write('', () => done()); })));
process.exit(code);
