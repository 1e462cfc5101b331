import type { Arguments } from '../arguments.ts';
import { ask } from './ask.ts';
import { cloud } from './cloud.ts';
import { backup } from './backup.ts';
import { doctor } from './doctor.ts';
import { evaluate } from './evaluate.ts';
import { gateway } from './gateway.ts';
import { importFiles } from './import.ts';
import { keys } from './keys.ts';
import { models } from './models.ts';
import { publish } from './publish.ts';
import { remotes } from './remotes.ts';
import { repair } from './repair.ts';
import { restore } from './restore.ts';
import { search } from './search.ts';
import { serve } from './serve.ts';
import { tune } from './tune.ts';

/** A command runs and gives its exit code. */
export type Command = (given: Arguments) => Promise<number>;

export const commands: Readonly<Record<string, Command>> = { import: importFiles, search, ask, models, tune, keys, remotes, evaluate, publish, serve, gateway, cloud, backup, restore, repair, doctor };
