import type { DoctorReport, Locale, Settings, Status } from '../contract/index.ts';
import type { Answers } from '../features/answers/index.ts';
import type { Budget, Burst, Crossings, Gate } from '../features/burst/index.ts';
import type { Documents } from '../features/documents/index.ts';
import type { Health } from '../features/health/index.ts';
import type { Models } from '../features/models/index.ts';
import type { Moving } from '../features/moving/index.ts';
import type { Notifications } from '../features/notifications/index.ts';
import type { Programs } from '../features/programs/index.ts';
import type { Search } from '../features/search/index.ts';
import type { Sites } from '../features/sites/index.ts';
import type { Starters } from '../features/starters/index.ts';
import type { Tuning } from '../features/tuning/index.ts';
import type { GatewaySwitch, Inbox, Reachability } from '../features/visits/index.ts';
import type { EventHub } from '../shared/event-hub.ts';

/** What the routes call. */
export interface HttpFeatures {
  readonly version: string;
  readonly documents: Documents;
  readonly search: Search;
  readonly answers: Answers;
  readonly models: Models;
  readonly programs: Programs;
  readonly starters: Starters;
  readonly tuning: Tuning;
  readonly sites: Sites;
  readonly health: Health;
  readonly inbox: Inbox;
  readonly notifications: Notifications;
  readonly gateway: GatewaySwitch;
  readonly reachability: Reachability;
  readonly burst: Burst;
  readonly budget: Budget;
  readonly crossings: Crossings;
  readonly gate: Gate;
  readonly moving: Moving;
  readonly events: EventHub;
  readonly workspace: {
    status(): Status;
    updateSettings(change: Partial<Settings>): Settings;
    doctor(locale: Locale): Promise<DoctorReport>;
    /** The workspace as one file, as a stream. */
    backup(): Promise<{ name: string; size: number; stream: ReadableStream<Uint8Array> }>;
    restore(backup: Blob): Promise<{ documents: number }>;
    /** An original as a stream with its size. */
    openOriginal(path: string): Promise<{ size: number; stream: ReadableStream<Uint8Array> }>;
  };
  readonly onBug: (error: unknown) => void;
}
