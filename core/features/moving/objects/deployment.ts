import { gatewayEnvironmentSchema, type BundleModel } from '../../../contract/index.ts';

/** What both ways to run it are made from. */
export interface Deployment {
  readonly version: string;
  /** Of the bundle. */
  readonly digest: string;
  readonly workspace: string;
  readonly host: string;
  readonly gatewayReplicas: number;
  /** Processor cores that PostgreSQL needs for them; 1 where nobody planned. */
  readonly databaseCores: number;
  readonly modelReplicas: number;
  /** Of one base, first the base itself where a site uses it alone; none: visitors get quotes. */
  readonly models: readonly BundleModel[];
  /** The largest rank of their adapters; 0 without. */
  readonly adapterRank: number;
  /** File name of the base on this computer (GGUF), for a server without a graphics card. */
  readonly baseFile: string | null;
}

export const gatewayPort = 8080;
/** Whose word on a visitor's address is taken: the Ingress' or Caddy's, which both write this header. */
export const trustedProxy = gatewayEnvironmentSchema.shape.SPROUT_TRUSTED_PROXY.parse(undefined);
export const modelPort = 8000;
/** Where an image holds them. */
export const bundleFolder = '/srv/sprout/bundle';
export const adapterFolder = '/adapters';

/** A repository that nobody knows begins so, until the owner names it. */
export const unknownRepository = 'unknown/';

/** Ranks that vLLM knows as limits. */
const ranks = [8, 16, 32, 64, 128, 256] as const;

/** vLLM's arguments: the base, and its adapters as PEFT modules under the names that the gateway asks for. */
export function vllmArguments({ models, adapterRank }: Pick<Deployment, 'models' | 'adapterRank'>, repository: string, contextLength: string): string[] {
  const adapters = models.filter(({ adapter }) => adapter !== null);
  const base = models.find(({ adapter }) => adapter === null)?.served ?? 'base';
  const lora = adapters.length === 0 ? [] : [
    '--enable-lora', '--max-loras', String(Math.min(8, adapters.length)), '--max-lora-rank', String(ranks.find((rank) => rank >= adapterRank) ?? ranks.at(-1)),
    '--lora-modules', ...adapters.map(({ served, adapter }) => `${served}=${adapterFolder}/${adapter}`),
  ];
  return ['--model', repository, '--served-model-name', base, '--max-model-len', contextLength, '--port', String(modelPort), ...lora];
}
