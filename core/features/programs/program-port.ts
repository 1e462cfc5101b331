import { SproutError, type Locale, type ProgramPort as PortState, type Settings } from '../../contract/index.ts';
import type { ProgramListener } from '../../ports/program-listener.ts';
import type { SettingsStore } from '../../ports/workspace-store.ts';

/** The owner's switch for the port of other programs, and what became of it. */
export interface ProgramPort {
  state(locale: Locale): PortState;
  /** Opens it where the owner left it open. */
  start(): Promise<void>;
  /** Keeps the change and follows it; a port that cannot be opened is told by `state`. */
  set(change: Partial<Settings['programs']>): Promise<void>;
  close(): Promise<void>;
}

export function createProgramPort({ listener, settings }: { listener: ProgramListener | undefined; settings: SettingsStore }): ProgramPort {
  let opened: { port: number; close(): Promise<void> } | undefined;
  let problem: SproutError | undefined;
  let last: Promise<void> = Promise.resolve();

  async function follow(wanted: Settings['programs'] | undefined): Promise<void> {
    problem = undefined;
    if (opened?.port === wanted?.port && opened) return;
    await opened?.close();
    opened = undefined;
    if (!wanted || !listener) return;
    try {
      opened = { port: wanted.port, ...await listener.open(wanted.port) };
    } catch (error) {
      if (!(error instanceof SproutError)) throw error;
      problem = error;
    }
  }

  /** One change after the other. */
  function inTurn(wanted: () => Settings['programs'] | undefined): Promise<void> {
    const turn = last.then(() => follow(wanted()));
    last = turn.catch(() => undefined);
    return turn;
  }

  const chosen = (): Settings['programs'] | undefined => { const { programs } = settings.get(); return programs.open ? programs : undefined; };

  return {
    state(locale) {
      if (!listener) return null;
      const { open, port } = settings.get().programs;
      return { open, port, address: opened ? `http://127.0.0.1:${opened.port}/v1` : null, ...(problem ? { problem: problem.toProblem(locale) } : {}) };
    },
    start: () => inTurn(chosen),
    set(change) {
      settings.update({ programs: { ...settings.get().programs, ...change } });
      return inTurn(chosen);
    },
    close: () => inTurn(() => undefined),
  };
}
