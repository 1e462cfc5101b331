import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { remoteHealthSchema, remotePresetSchema, remoteSchema, remoteSettingsSchema, remoteTestSchema } from './remote.ts';
import { burstPolicySchema, dryRunSchema } from './route.ts';

const nothing = z.object({});
/** Kept by the keychain and never told again; empty takes it away. */
const key = z.string().max(500);

export const laptopSchema = z.object({
  cores: z.int().positive(),
  /** 0–1 over the last minute; null where the system does not tell. */
  load: z.number().nullable(),
  memoryMegabytes: z.int(), freeMegabytes: z.int(),
  graphics: z.array(z.string()),
  /** Of the chosen chat model; null is quote mode. */
  model: z.string().nullable(),
  /** Requests that it works on, and that wait for it. */
  busy: z.int().nonnegative(), waiting: z.int().nonnegative(),
  /** What a new question would wait. */
  queueSeconds: z.number().nonnegative(),
  /** Written of late; null before the first answer. */
  tokensPerSecond: z.number().nullable(),
  onBattery: z.boolean().nullable(), batteryMinutes: z.number().nullable(), temperature: z.number().nullable(),
});
export type Laptop = z.infer<typeof laptopSchema>;

/** All computing power there is. */
export const computeStateSchema = z.object({ laptop: laptopSchema, remotes: z.array(remoteSchema.extend({ health: remoteHealthSchema })), policy: burstPolicySchema });
export type ComputeState = z.infer<typeof computeStateSchema>;

/** Beyond this computer: who may be asked, and when. */
export const burstEndpoints = {
  computeState: { method: 'GET', path: '/api/compute', summary: 'This laptop, other machines and cloud services, and how each is', response: computeStateSchema },
  remotePresets: { method: 'GET', path: '/api/remotes/presets', summary: 'Services that are known, with their addresses and prices', response: z.object({ presets: z.array(remotePresetSchema) }) },
  findMachines: { method: 'POST', path: '/api/remotes/find', summary: 'Look for servers of models on this computer: Ollama, llama-server, LM Studio, vLLM', response: z.object({ found: z.array(z.object({ preset: remoteSettingsSchema.shape.preset, address: z.string(), models: z.array(z.string()) })) }) },
  testRemote: { method: 'POST', path: '/api/remotes/test', summary: 'Try a place before it is saved: its models, then one short answer; with an id the key that is kept for it', body: remoteSettingsSchema.pick({ preset: true, kind: true, address: true }).extend({ model: z.string().max(200), key: key.optional(), id: z.string().optional() }), response: remoteTestSchema },
  addRemote: { method: 'POST', path: '/api/remotes', summary: 'Keep a place', body: remoteSettingsSchema.extend({ key: key.optional() }), response: remoteSchema },
  updateRemote: { method: 'PATCH', path: '/api/remotes/{id}', summary: 'Change a place or its key', body: remoteSettingsSchema.partial().extend({ key: key.optional() }), response: remoteSchema },
  deleteRemote: { method: 'DELETE', path: '/api/remotes/{id}', summary: 'Forget a place and its key', response: nothing },

  updatePolicy: { method: 'PATCH', path: '/api/burst/policy', summary: 'When questions may leave this computer', body: burstPolicySchema.partial(), response: burstPolicySchema },
  dryRun: { method: 'POST', path: '/api/burst/dry-run', summary: 'What would have happened in the last days under a policy; nothing is sent', body: z.object({ policy: burstPolicySchema.optional(), days: z.int().min(1).max(90).default(7) }), response: dryRunSchema },
} as const satisfies Record<string, Endpoint>;
