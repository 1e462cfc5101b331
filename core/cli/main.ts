#!/usr/bin/env node
import { SproutError, type Problem, type ProblemCode } from '../contract/index.ts';
import { ApiProblem } from './api/index.ts';
import { localeOf, readArguments } from './arguments.ts';
import { commands } from './commands/index.ts';
import { usage } from './usage.ts';

const wrongUse: ReadonlySet<string> = new Set<ProblemCode>(['usage', 'command-unknown', 'flag-unknown', 'flag-empty', 'flag-number', 'input-invalid', 'question-empty', 'remote-key-where']);

/** Exit codes: 0 done, 1 failed, 2 wrong use, 3 partly done. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    const given = readArguments(argv, process.env);
    const { command: name } = given;
    if (name === undefined || name === 'help' || given.flags.has('help')) {
      process.stdout.write(usage(given.locale));
      return name === undefined && !given.flags.has('help') ? 2 : 0;
    }
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command) {
      if (!given.json) process.stderr.write(`${usage(given.locale)}\n`);
      throw new SproutError('command-unknown', { command: name });
    }
    return await command(given);
  } catch (error) {
    if (error instanceof ApiProblem) return failed(argv, error.problem);
    if (!(error instanceof SproutError)) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    const known = error instanceof SproutError ? error : new SproutError('internal', {}, { cause: error });
    return failed(argv, known.toProblem(localeOf(argv, process.env)));
  }
}

function failed(argv: readonly string[], problem: Problem): number {
  if (argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error: problem })}\n`);
  process.stderr.write(`${problem.message}\n`);
  return wrongUse.has(problem.code) ? 2 : 1;
}

const code = await main(process.argv.slice(2));
// What has been written must reach a pipe before the process goes; native libraries may keep handles open.
await Promise.all([process.stdout, process.stderr].map((stream) => new Promise<void>((done) => { stream.write('', () => done()); })));
process.exit(code);
