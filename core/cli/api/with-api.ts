import { SproutError } from '../../contract/index.ts';
import { DoorShut, findDoor } from '../../shell/door/index.ts';
import type { Arguments } from '../arguments.ts';
import { openUnlessBusy, productVersion } from '../with-core.ts';
import { createApi, type Api } from './create-api.ts';
import { untilInterrupted } from './until-interrupted.ts';

/** Runs a command on the workspace: with a core of its own, or, where Sprout is open on it, by that one. */
export async function withApi(given: Arguments, work: (api: Api) => Promise<number>): Promise<number> {
  const core = await openUnlessBusy(given);
  if (core instanceof SproutError) return throughDoor(given, core, work);
  try {
    return await untilInterrupted((signal) => work(createApi((request) => core.fetch(request), given.locale, signal)));
  } finally {
    await core.close();
  }
}

/** Runs a command by the core that is open. @param busy what is thrown where none lets it in. */
export async function throughDoor(given: Arguments, busy: SproutError, work: (api: Api) => Promise<number>): Promise<number> {
  const fetch = await findDoor(given.home, given.workspace, productVersion);
  if (!fetch) throw busy;
  let answered = false;
  const counted = async (request: Request): Promise<Response> => {
    const response = await fetch(request);
    answered = true;
    return response;
  };
  try {
    return await untilInterrupted((signal) => work(createApi(counted, given.locale, signal)));
  } catch (error) {
    if (!(error instanceof DoorShut)) throw error;
    throw answered ? new SproutError('app-closed', {}, { cause: error }) : busy;
  }
}
