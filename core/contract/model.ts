import { z } from 'zod';
import { localeSchema } from './locale.ts';

/** What a model does: writes answers, finds by meaning, or puts found passages in order. */
export const modelRoles = ['chat', 'embedding', 'reranking'] as const;
export const modelRoleSchema = z.enum(modelRoles);
export type ModelRole = z.infer<typeof modelRoleSchema>;

/** Whether a model runs on this machine. `good`: reads as fast as a person; `slow`: works, with waiting; `no`: too large. */
export const modelFitSchema = z.object({
  verdict: z.enum(['good', 'slow', 'no']),
  /** Memory it takes when loaded, in MB: weights, conversation memory and work space. */
  memoryMegabytes: z.number(),
  /** Words come at about this many tokens a second; absent until the machine was measured. */
  tokensPerSecond: z.number().optional(),
  /** Seconds until the first word of an answer from documents; absent until the machine was measured. */
  secondsToFirstWord: z.number().optional(),
});
export type ModelFit = z.infer<typeof modelFitSchema>;

/** `own`: in Sprout's models folder, deleted with the model. `linked`: a file elsewhere that was added. `folder`: in a folder of SPROUT_MODELS. */
export const modelPlaceSchema = z.enum(['own', 'linked', 'folder']);
export type ModelPlace = z.infer<typeof modelPlaceSchema>;

/** A model file on this machine. */
export const modelSchema = z.object({
  /** The file's name without `.gguf`. */
  id: z.string(),
  /** What the owner reads. */
  title: z.string(),
  role: modelRoleSchema,
  path: z.string(),
  bytes: z.int().nonnegative(),
  /** Of the file; ISO 8601, UTC. */
  modifiedAt: z.string(),
  architecture: z.string(),
  /** Such as `Q4_K_M`; of most tensors. */
  quantization: z.string(),
  /** Number of weights. */
  parameters: z.number(),
  /** Tokens that it was trained to read at once. */
  contextLength: z.int().positive(),
  licence: z.string().optional(),
  languages: z.array(z.string()).optional(),
  place: modelPlaceSchema,
  fit: modelFitSchema,
  /** A model with additions (LoRA): `<base>+<name>`; the base's file is the one that is loaded. */
  tuned: z.object({ base: z.string(), adapters: z.array(z.object({ name: z.string(), path: z.string(), scale: z.number() })), /** The training it came from; absent for an imported one. */ run: z.string().optional() }).optional(),
  loaded: z.boolean(),
  /** Memory that it takes now, in MB; absent while it is not loaded. */
  loadedMegabytes: z.number().optional(),
});
export type Model = z.infer<typeof modelSchema>;

/** A file in a models folder that cannot be used, and why. */
export const unusableModelSchema = z.object({ path: z.string(), error: z.object({ code: z.string(), message: z.string() }) });

export const machineSchema = z.object({
  memoryMegabytes: z.number(), freeMegabytes: z.number(), cores: z.int().positive(),
  gpus: z.array(z.object({ name: z.string(), memoryMegabytes: z.number() })),
  /** What the 5-second measurement found; null before it. */
  speed: z.object({
    /** Bytes of weights read in a second while writing: tokens a second = this / size of the model. */
    weightBytesPerSecond: z.number(),
    /** Multiplications of weights in a second while reading a prompt. */
    weightsPerSecond: z.number(),
    measuredAt: z.string(),
  }).nullable(),
});
export type Machine = z.infer<typeof machineSchema>;

/** One quantization of a catalogue model: one file. */
export const catalogueFileSchema = z.object({
  /** Model id: file name without `.gguf`. */
  id: z.string(),
  quantization: z.string(),
  bytes: z.int().positive(),
  sources: z.array(z.object({ hub: z.enum(['huggingface', 'modelscope']), repository: z.string(), file: z.string() })).min(1),
});
export const catalogueModelSchema = z.object({
  title: z.string(), publisher: z.string(), role: modelRoleSchema,
  licence: z.object({ name: z.string(), address: z.string(), /** Whether a firm may use it without asking. */ commercial: z.boolean() }),
  languages: z.array(z.string()), parameters: z.number(), contextLength: z.int().positive(),
  /** Thinks aloud before it answers. */
  thinks: z.boolean().default(false),
  /** Conversation memory, bytes a token in f16: 2 × layers × key-value heads × head size × 2. */
  bytesPerToken: z.number(),
  description: z.record(localeSchema, z.string()),
  files: z.array(catalogueFileSchema).min(1),
});
export type CatalogueModel = z.infer<typeof catalogueModelSchema>;
export const offeredModelSchema = catalogueModelSchema.extend({ files: z.array(catalogueFileSchema.extend({ fit: modelFitSchema, installed: z.boolean() })).min(1) });
export type OfferedModel = z.infer<typeof offeredModelSchema>;

/** A set that suits this machine: file ids. `reranking` is null where it would be too slow. */
export const recommendationSchema = z.object({
  chat: z.string().nullable(), embedding: z.string().nullable(), reranking: z.string().nullable(),
  bytes: z.int().nonnegative(), memoryMegabytes: z.number(), /** Why, in the caller's language. */ reason: z.string(),
});
export type Recommendation = z.infer<typeof recommendationSchema>;

export const downloadSchema = z.object({
  /** Model id. */
  id: z.string(),
  state: z.enum(['waiting', 'running', 'paused', 'checking', 'failed']),
  received: z.int().nonnegative(),
  /** 0 until the server told. */
  total: z.int().nonnegative(),
  bytesPerSecond: z.number(),
  secondsLeft: z.number().optional(),
  /** Host that serves it. */
  host: z.string(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type Download = z.infer<typeof downloadSchema>;

export const modelListSchema = z.object({
  machine: machineSchema,
  models: z.array(modelSchema),
  unusable: z.array(unusableModelSchema),
  downloads: z.array(downloadSchema),
  /** What is used for each role now; null is quote mode, full text alone, and no reranking. */
  chosen: z.object({ chat: z.string().nullable(), embedding: z.string().nullable(), reranking: z.string().nullable() }),
});
export type ModelList = z.infer<typeof modelListSchema>;
