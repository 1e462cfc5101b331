import { z } from 'zod';
import { datasetSchema, exampleChangeSchema, exampleFindingSchema, exampleSchema, exampleStateSchema, takenSchema } from './dataset.ts';
import type { Endpoint } from './endpoint.ts';
import { localeSchema } from './locale.ts';
import { recipeSchema } from './recipe.ts';
import { exportFormatSchema, newRunSchema, newSendingSchema, runSchema, sendingPreviewSchema, trainingEstimateSchema } from './training-run.ts';
import { blindPairSchema } from './verdict.ts';

const nothing = z.object({});
/** Who speaks for the firm in a conversation, where that is not plain. */
const speaker = z.string().optional();

/** From examples to a trained adapter: `/api/tuning/*`. */
export const tuningEndpoints = {
  listRecipes: { method: 'GET', path: '/api/tuning/recipes', summary: 'What a model can be taught', response: z.object({ recipes: z.array(recipeSchema) }) },

  listDatasets: { method: 'GET', path: '/api/tuning/datasets', summary: 'Sets of examples, newest first', response: z.object({ datasets: z.array(datasetSchema) }) },
  createDataset: { method: 'POST', path: '/api/tuning/datasets', summary: 'Begin a set of examples for a recipe, with the answers to its questions', body: z.object({ recipe: z.string(), locale: localeSchema.optional(), name: z.string().max(100).optional(), about: z.record(z.string(), z.string().max(2000)).optional() }), response: datasetSchema },
  readDataset: { method: 'GET', path: '/api/tuning/datasets/{id}', summary: 'One set of examples', response: datasetSchema },
  updateDataset: { method: 'PATCH', path: '/api/tuning/datasets/{id}', summary: 'Rename it, answer its questions anew, or write its system prompt', body: z.object({ name: z.string().min(1).max(100), about: z.record(z.string(), z.string().max(2000)), system: z.string().max(8000) }).partial(), response: datasetSchema },
  deleteDataset: { method: 'DELETE', path: '/api/tuning/datasets/{id}', summary: 'Delete a set of examples; what was trained with it stays', response: nothing },

  pasteExamples: { method: 'POST', path: '/api/tuning/datasets/{id}/paste', summary: 'Take examples from a text: questions and answers, a table, a conversation', body: z.object({ text: z.string().max(20_000_000), speaker }), response: takenSchema },
  uploadExamples: { method: 'POST', path: '/api/tuning/datasets/{id}/upload', summary: 'Take examples from uploaded files (multipart fields "file", and "speaker" where a conversation needs it): CSV, Excel, JSONL, conversations, mails', takes: 'form', response: takenSchema },
  importExamples: { method: 'POST', path: '/api/tuning/datasets/{id}/paths', summary: 'Take examples from files of this machine', body: z.object({ paths: z.array(z.string()).min(1), speaker }), response: takenSchema },
  examplesFromDocuments: { method: 'POST', path: '/api/tuning/datasets/{id}/documents', summary: 'Make examples from the documents of the workspace: by rules, and with a model where one is named', body: z.object({ documents: z.array(z.string()).optional(), /** Chat model; absent is rules alone. */ model: z.string().optional() }), response: takenSchema },

  listExamples: { method: 'GET', path: '/api/tuning/datasets/{id}/examples', summary: 'The examples in order', response: z.object({ examples: z.array(exampleSchema) }) },
  checkExamples: { method: 'GET', path: '/api/tuning/datasets/{id}/check', summary: 'What to look at before training; with a base model, what is too long for it', query: z.object({ base: z.string().optional() }), response: z.object({ findings: z.array(exampleFindingSchema) }) },
  changeExamples: { method: 'PATCH', path: '/api/tuning/datasets/{id}/examples', summary: 'Keep, drop or edit examples', body: z.object({ changes: z.array(exampleChangeSchema).min(1) }), response: datasetSchema },
  settleExamples: { method: 'POST', path: '/api/tuning/datasets/{id}/settle', summary: 'Keep or drop all that wait; what a check forbids is dropped', body: z.object({ state: exampleStateSchema, base: z.string().optional() }), response: datasetSchema },

  listRuns: { method: 'GET', path: '/api/tuning/runs', summary: 'Trainings, newest first', response: z.object({ runs: z.array(runSchema) }) },
  estimateRun: { method: 'POST', path: '/api/tuning/estimate', summary: 'What a training will take: tries it for about ten seconds', body: newRunSchema, response: trainingEstimateSchema },
  startRun: { method: 'POST', path: '/api/tuning/runs', summary: 'Train', body: newRunSchema, response: runSchema },
  readRun: { method: 'GET', path: '/api/tuning/runs/{id}', summary: 'One training with its losses and verdict', response: runSchema },
  settledRun: { method: 'POST', path: '/api/tuning/runs/{id}/settled', summary: 'Wait until a training neither learns nor is judged any more', response: runSchema },
  pauseRun: { method: 'POST', path: '/api/tuning/runs/{id}/pause', summary: 'Stop for now; what was learnt is kept', response: runSchema },
  resumeRun: { method: 'POST', path: '/api/tuning/runs/{id}/resume', summary: 'Go on from the last checkpoint', response: runSchema },
  cancelRun: { method: 'POST', path: '/api/tuning/runs/{id}/cancel', summary: 'Stop for good', response: runSchema },
  deleteRun: { method: 'DELETE', path: '/api/tuning/runs/{id}', summary: 'Delete a training with its adapter', response: nothing },
  judgeRun: { method: 'POST', path: '/api/tuning/runs/{id}/judge', summary: 'Compare before and after once more', response: runSchema },
  blindPairs: { method: 'GET', path: '/api/tuning/runs/{id}/blind', summary: 'Answers before and after, side by side, without telling which is which', response: z.object({ pairs: z.array(blindPairSchema) }) },
  chooseBlind: { method: 'POST', path: '/api/tuning/runs/{id}/blind', summary: 'Record which answer the owner prefers', body: z.object({ pair: z.string(), choice: z.enum(['first', 'second', 'same']) }), response: runSchema },
  exportRun: { method: 'POST', path: '/api/tuning/runs/{id}/export', summary: "Write the adapter into the training's folder: as GGUF, as PEFT, or merged into the model", body: z.object({ format: exportFormatSchema }), response: z.object({ files: z.array(z.string()) }) },
  previewSending: { method: 'POST', path: '/api/tuning/sending', summary: 'What would leave this computer if a training were sent out: examples, and the personal data in them', body: newSendingSchema, response: sendingPreviewSchema },
  sendRun: { method: 'POST', path: '/api/tuning/runs/send', summary: 'Send a training out as a Ray job or for LLaMA-Factory: the run waits for its adapter. `accepted` must be true: whole examples leave', body: newSendingSchema, response: runSchema },
  downloadSent: { method: 'GET', path: '/api/tuning/runs/{id}/sent/download', summary: 'The folder that trains it elsewhere, as one zip file', answers: 'file', response: z.unknown() },
  bringBack: { method: 'POST', path: '/api/tuning/runs/{id}/bring-back', summary: 'Take the adapter of a training that was sent out, a PEFT folder, a zip of one or a GGUF file of this machine, and judge it', body: z.object({ path: z.string() }), response: runSchema },
  uploadBack: { method: 'POST', path: '/api/tuning/runs/{id}/bring-back/upload', summary: 'The same with uploaded files (multipart field "file", once or for each file of a PEFT folder)', takes: 'form', response: runSchema },
  importAdapter: { method: 'POST', path: '/api/tuning/adapters', summary: 'Take in an adapter that was trained elsewhere: a PEFT folder or a GGUF file of this machine', body: z.object({ path: z.string(), base: z.string(), name: z.string() }), response: z.object({ /** The model to choose. */ model: z.string() }) },
} as const satisfies Record<string, Endpoint>;
