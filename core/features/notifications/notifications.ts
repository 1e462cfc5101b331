import { z } from 'zod';
import { newNotificationTargetSchema, notificationTargetSchema, SproutError, type Locale, type NotificationTarget } from '../../contract/index.ts';
import type { Notifier } from '../../ports/notifier.ts';
import type { SecretStore } from '../../ports/secret-store.ts';
import { inTurn } from '../../shared/in-turn.ts';
import { bundled, testMessage, type Happening } from './message.ts';
import { Outbox } from './outbox.ts';

type NewTarget = z.output<typeof newNotificationTargetSchema>;

/** Who is told of new messages and unanswered questions, outside of Sprout. */
export interface Notifications {
  list(): Promise<NotificationTarget[]>;
  /** @throws SproutError notification-address. */
  add(target: NewTarget): Promise<NotificationTarget>;
  /** @throws SproutError notification-not-found. A failure is in `lastError`. */
  test(id: string, locale: Locale): Promise<NotificationTarget>;
  /** @throws SproutError notification-not-found. */
  delete(id: string): Promise<void>;
  /** Tells everyone who wants to hear of it: at once, then at most once a minute, and again where it failed. */
  tell(happening: Happening): void;
  close(): void;
}

export interface NotificationsOptions {
  readonly secrets: SecretStore;
  /** Name of the secret that holds them all. */
  readonly secretName: string;
  readonly notifier: Notifier;
  /** What a site is called. */
  readonly siteName: (site: string) => Promise<string>;
  readonly locale: () => Locale;
  readonly onBug: (error: unknown) => void;
}

const storedSchema = z.object({ target: notificationTargetSchema, address: newNotificationTargetSchema.pick({ kind: true, address: true, secret: true, to: true }) });
type Stored = z.infer<typeof storedSchema>;

/** They are one secret: the addresses of most services are their keys. They belong to this computer and are in no backup. */
export function createNotifications({ secrets, secretName, notifier, siteName, locale, onBug }: NotificationsOptions): Notifications {
  const outboxes = new Map<string, Outbox<Happening>>();
  const changes = inTurn();

  async function read(): Promise<Stored[]> {
    const text = await secrets.get(secretName);
    return text === undefined ? [] : z.array(storedSchema).parse(JSON.parse(text));
  }

  /** One change after the other, each on what the one before left. */
  function change<Result>(work: (stored: Stored[]) => Promise<{ next: Stored[]; result: Result }>): Promise<Result> {
    return changes(async () => {
      const { next, result } = await work(await read());
      await secrets.set(secretName, JSON.stringify(next));
      return result;
    });
  }

  async function get(id: string): Promise<Stored> {
    const found = (await read()).find(({ target }) => target.id === id);
    if (!found) throw new SproutError('notification-not-found', { id });
    return found;
  }

  /** Keeps how the last message went, where that is new. */
  async function note(id: string, error: SproutError | undefined): Promise<void> {
    const lastError = error?.toProblem(locale()).message ?? null;
    if ((await read()).find(({ target }) => target.id === id)?.target.lastError === lastError) return;
    await change((stored) => Promise.resolve({ next: stored.map((one) => (one.target.id === id ? { ...one, target: { ...one.target, lastError } } : one)), result: undefined }));
  }

  async function send(id: string, happenings: readonly Happening[]): Promise<void> {
    const known = (await read()).find(({ target }) => target.id === id);
    // Removed meanwhile.
    if (!known) return;
    const names = new Map(await Promise.all([...new Set(happenings.map(({ site }) => site))].map(async (site) => [site, await siteName(site)] as const)));
    try {
      await notifier.send(known.address, bundled(happenings, names, locale()));
    } catch (error) {
      if (!(error instanceof SproutError)) throw error;
      await note(id, error);
      throw error;
    }
    await note(id, undefined);
  }

  async function deliver(happening: Happening): Promise<void> {
    for (const { target } of await read()) {
      if (!target.events.includes(happening.kind)) continue;
      const outbox = outboxes.get(target.id) ?? new Outbox<Happening>((waiting) => send(target.id, waiting), (error) => { if (!(error instanceof SproutError)) onBug(error); });
      outboxes.set(target.id, outbox);
      outbox.add(happening);
    }
  }

  return {
    list: async () => (await read()).map(({ target }) => target),
    async add({ name, events, ...address }) {
      const { shown } = notifier.check(name, address);
      const target: NotificationTarget = { id: crypto.randomUUID(), kind: address.kind, name, events, shown, lastError: null };
      return change((stored) => Promise.resolve({ next: [...stored, { target, address }], result: target }));
    },
    async test(id, language) {
      const { address } = await get(id);
      const failed = await notifier.send(address, testMessage(language)).then(() => undefined, (error: unknown) => { if (error instanceof SproutError) return error; throw error; });
      await note(id, failed);
      return (await get(id)).target;
    },
    async delete(id) {
      await get(id);
      outboxes.get(id)?.close();
      outboxes.delete(id);
      await change((stored) => Promise.resolve({ next: stored.filter(({ target }) => target.id !== id), result: undefined }));
    },
    tell: (happening) => { deliver(happening).catch(onBug); },
    close: () => { for (const outbox of outboxes.values()) outbox.close(); },
  };
}
