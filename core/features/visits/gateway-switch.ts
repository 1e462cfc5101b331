import { SproutError, type GatewayState, type Locale, type Settings } from '../../contract/index.ts';
import type { GatewayHandler, GatewayListener } from '../../ports/gateway-listener.ts';
import type { SettingsStore } from '../../ports/workspace-store.ts';
import { inTurn } from '../../shared/in-turn.ts';

/** The live gateway on this computer: the owner's switch, and what became of it. */
export interface GatewaySwitch {
  state(locale: Locale): GatewayState;
  /** Opens it where the owner left it open. */
  start(): Promise<void>;
  /** Keeps the change and follows it; a port that cannot be opened is told by `state`. */
  set(change: Partial<Settings['gateway']>): Promise<void>;
  /** Opens it whatever the setting says, until `close`: for the command line. @throws SproutError port-taken, gateway-unavailable. */
  open(place: { readonly port: number; readonly host: string }): Promise<{ port: number }>;
  /** The addresses of this computer under which its pages may try the widget. */
  ownOrigins(): readonly string[];
  close(): Promise<void>;
}

export interface GatewaySwitchOptions { readonly listener: GatewayListener | undefined; readonly settings: SettingsStore; readonly handle: () => GatewayHandler }

/** Tunnels run on this computer. */
const loopback = '127.0.0.1';

export function createGatewaySwitch({ listener, settings, handle }: GatewaySwitchOptions): GatewaySwitch {
  let opened: { asked: number; port: number; close(): Promise<void> } | undefined;
  let problem: SproutError | undefined;
  /** One change after the other. */
  const changes = inTurn();

  async function openAt(place: { port: number; host: string }): Promise<{ port: number }> {
    if (!listener) throw new SproutError('gateway-unavailable');
    await opened?.close();
    opened = undefined;
    opened = { asked: place.port, ...await listener.open(place, handle()) };
    return { port: opened.port };
  }

  async function follow(wanted: Settings['gateway'] | undefined): Promise<void> {
    problem = undefined;
    if (opened && opened.asked === wanted?.port) return;
    if (!wanted) {
      await opened?.close();
      opened = undefined;
      return;
    }
    try {
      await openAt({ port: wanted.port, host: loopback });
    } catch (error) {
      if (!(error instanceof SproutError)) throw error;
      problem = error;
    }
  }

  const chosen = (): Settings['gateway'] | undefined => { const { gateway } = settings.get(); return gateway.open ? gateway : undefined; };

  return {
    state(locale) {
      const { gateway } = settings.get();
      return { ...gateway, address: opened ? `http://${loopback}:${opened.port}` : null, ...(problem ? { problem: problem.toProblem(locale) } : {}) };
    },
    start: () => changes(() => follow(chosen())),
    set(change) {
      settings.update({ gateway: { ...settings.get().gateway, ...change } });
      return changes(() => follow(chosen()));
    },
    open: (place) => changes(() => openAt(place)),
    ownOrigins: () => (opened ? [`http://${loopback}:${opened.port}`, `http://localhost:${opened.port}`] : []),
    close: () => changes(() => follow(undefined)),
  };
}
