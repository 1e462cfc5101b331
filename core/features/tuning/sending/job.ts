import type { SendForm, TrainingOptions } from '../../../contract/index.ts';
import type { ChatMessage } from '../../../ports/language-model.ts';

/** One example as it leaves: in words, and in the base's own tokens, of which those from `answer` on are learnt. */
export interface JobRow { readonly messages: readonly ChatMessage[]; readonly tokens: readonly number[]; readonly answer: number }

/** All that is sent of a training; never what it is judged by. */
export interface Job {
  readonly form: SendForm;
  readonly run: string; readonly name: string; readonly recipe: string;
  /** Where the base's weights are published. */
  readonly repository: string | undefined;
  /** The base's file on this computer; taken where nothing is published. */
  readonly baseFile: string;
  /** With the length of sequences that the examples need. */
  readonly options: TrainingOptions;
  readonly rows: readonly JobRow[];
  /** Examples that stay here because of private documents, and those that judge. */
  readonly leftOut: number;
  readonly hidden: number;
}

export interface JobFile { readonly path: string; readonly text: string }

export const jsonl = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** What transformers loads: the published weights, or the very file. */
export const baseOf = ({ repository, baseFile }: Job): string => repository ?? baseFile;

/** The name of objects in a cluster: small letters, digits and hyphens. */
export const objectName = ({ run }: Pick<Job, 'run'>): string => `sprout-${run.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').slice(0, 40).replaceAll(/^-+|-+$/g, '')}`;
