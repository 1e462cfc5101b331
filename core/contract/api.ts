import { z } from 'zod';
import { answerEventSchema, conversationSchema, conversationSummarySchema, evaluationSchema, exchangeSchema, searchResultSchema, testQuestionSchema } from './answer.ts';
import { burstEndpoints } from './burst-api.ts';
import { acceptedSchema, documentSchema, leftOutFileSchema, readingSchema, watchedFolderSchema } from './document.ts';
import type { Endpoint } from './endpoint.ts';
import { coreEventSchema } from './events.ts';
import { guardEndpoints } from './guard-api.ts';
import { doctorReportSchema, healthSchema } from './health.ts';
import { inboxEndpoints } from './inbox-api.ts';
import { localeSchema } from './locale.ts';
import { downloadSchema, modelListSchema, modelRoleSchema, modelSchema, offeredModelSchema, recommendationSchema } from './model.ts';
import { movingEndpoints } from './moving-api.ts';
import { madeKeySchema, programKeySchema, programPortSchema } from './program-key.ts';
import { sitesEndpoints } from './sites-api.ts';
import { tuningEndpoints } from './tuning-api.ts';
import { settingsSchema, starterSchema, statusSchema } from './workspace.ts';

const nothing = z.object({});
const ids = z.object({ documents: z.array(z.string()) });

export const endpoints = {
  status: { method: 'GET', path: '/api/status', summary: 'Version, counts and settings', response: statusSchema },
  updateSettings: { method: 'PATCH', path: '/api/settings', summary: 'Change some settings', body: settingsSchema.omit({ remotes: true, burst: true, guard: true, budget: true }).partial(), response: settingsSchema },
  events: { method: 'GET', path: '/api/events', summary: 'Progress and changes, as they happen', answers: 'lines', response: coreEventSchema },

  listDocuments: { method: 'GET', path: '/api/documents', summary: 'All documents, newest first', response: z.object({ documents: z.array(documentSchema) }) },
  uploadDocuments: { method: 'POST', path: '/api/documents', summary: 'Import uploaded files (multipart fields "file"; a relative path may be the file name)', takes: 'form', response: ids },
  importPaths: { method: 'POST', path: '/api/documents/paths', summary: 'Import files and folders of this machine', body: z.object({ paths: z.array(z.string()).min(1), /** Tried on files that are locked; it is not kept. */ password: z.string().optional() }), response: ids.extend({ accepted: z.array(acceptedSchema) }) },
  settledDocuments: { method: 'POST', path: '/api/documents/settled', summary: 'Wait until these documents are ready, failed or cancelled; with all that is to be said of each, in the language of the caller', body: ids, response: z.object({ documents: z.array(documentSchema) }) },
  importAddress: { method: 'POST', path: '/api/documents/address', summary: 'Import a web page', body: z.object({ address: z.string() }), response: ids },
  cancelImports: { method: 'POST', path: '/api/documents/cancel', summary: 'Cancel what is queued or being read: these documents, or all', body: z.object({ documents: z.array(z.string()).optional() }), response: z.object({ cancelled: z.int() }) },
  readDocument: { method: 'GET', path: '/api/documents/{id}/reading', summary: 'The text of a document with pages and offsets', response: readingSchema },
  original: { method: 'GET', path: '/api/documents/{id}/original', summary: 'The original file', answers: 'file', response: z.unknown() },
  retryDocument: { method: 'POST', path: '/api/documents/{id}/retry', summary: 'Read a document again, with a password if it needs one', body: z.object({ password: z.string().optional() }), response: documentSchema },
  updateDocument: { method: 'PATCH', path: '/api/documents/{id}', summary: 'Keep a document on this computer whatever is asked, or no longer', body: z.object({ private: z.boolean() }), response: documentSchema },
  deleteDocument: { method: 'DELETE', path: '/api/documents/{id}', summary: 'Delete a document, its index entries and its original', response: nothing },

  listFolders: { method: 'GET', path: '/api/folders', summary: 'Folders that are followed', response: z.object({ folders: z.array(watchedFolderSchema) }) },
  addFolder: { method: 'POST', path: '/api/folders', summary: 'Import a folder and follow its changes', body: z.object({ path: z.string() }), response: watchedFolderSchema },
  removeFolder: { method: 'DELETE', path: '/api/folders/{id}', summary: 'Stop following a folder; its documents stay, and what was left out of it is forgotten', response: nothing },
  listLeftOut: { method: 'GET', path: '/api/folders/{id}/left-out', summary: 'Files of a folder that stay away because their documents were deleted; importing them by their paths takes them in again', response: z.object({ files: z.array(leftOutFileSchema) }) },
  deleteFolderDocuments: { method: 'DELETE', path: '/api/folders/{id}/documents', summary: 'Delete all documents of a folder; its files there stay, and are left out', response: z.object({ deleted: z.int().nonnegative() }) },

  search: { method: 'GET', path: '/api/search', summary: 'Passages for a query', query: z.object({ q: z.string(), limit: z.coerce.number().int().min(1).max(500).default(10) }), response: searchResultSchema },
  ask: { method: 'POST', path: '/api/ask', summary: 'Answer a question from the documents', body: z.object({ question: z.string(), conversation: z.string().optional(), model: z.string().optional(), /** False for an answer outside of conversations, which is not stored. */ keep: z.boolean().optional() }), answers: 'lines', response: answerEventSchema },

  evaluate: { method: 'POST', path: '/api/evaluate', summary: 'Ask test questions one after another and compare with their answers; nothing is stored', body: z.object({ questions: z.array(testQuestionSchema), model: z.string().optional() }), response: evaluationSchema },

  listConversations: { method: 'GET', path: '/api/conversations', summary: 'Conversations, newest first, or those that contain `q`', query: z.object({ q: z.string().optional() }), response: z.object({ conversations: z.array(conversationSummarySchema) }) },
  readConversation: { method: 'GET', path: '/api/conversations/{id}', summary: 'One conversation', response: conversationSchema },
  renameConversation: { method: 'PATCH', path: '/api/conversations/{id}', summary: 'Rename a conversation', body: z.object({ title: z.string().min(1).max(200) }), response: conversationSummarySchema },
  deleteConversation: { method: 'DELETE', path: '/api/conversations/{id}', summary: 'Delete a conversation', response: nothing },
  exportConversation: { method: 'GET', path: '/api/conversations/{id}/export', summary: 'A conversation as Markdown', answers: 'file', query: z.object({ locale: localeSchema.optional() }), response: z.unknown() },
  readExchange: { method: 'GET', path: '/api/exchanges/{id}', summary: 'One question and answer with its file versions: what a receipt prints', response: exchangeSchema },

  health: { method: 'GET', path: '/api/health', summary: 'What to look at in the documents', response: healthSchema },
  doctor: { method: 'GET', path: '/api/doctor', summary: 'Checks of the workspace and this machine', response: doctorReportSchema },

  listStarters: { method: 'GET', path: '/api/starters', summary: 'Sample shops', response: z.object({ starters: z.array(starterSchema) }) },
  openStarter: { method: 'POST', path: '/api/starters/{id}/open', summary: 'Import the sample documents of a starter', body: z.object({ locale: localeSchema }), response: ids },

  listModels: { method: 'GET', path: '/api/models', summary: 'This machine, the models on it, and downloads', response: modelListSchema },
  modelCatalogue: { method: 'GET', path: '/api/models/catalogue', summary: 'Models that can be had, and whether they fit this machine', response: z.object({ models: z.array(offeredModelSchema) }) },
  recommendModels: { method: 'GET', path: '/api/models/recommendation', summary: 'One set of models that suits this machine', query: z.object({ locale: localeSchema.optional() }), response: recommendationSchema },
  measureMachine: { method: 'POST', path: '/api/models/measure', summary: 'Measure for about five seconds how fast models run here', response: modelListSchema.shape.machine },
  addModel: { method: 'POST', path: '/api/models', summary: 'Use a model file, or all in a folder, where they are; nothing is copied', body: z.object({ path: z.string() }), response: z.object({ models: z.array(modelSchema) }) },
  getModel: { method: 'POST', path: '/api/models/downloads', summary: 'Download a model of the catalogue by its id, or from an address; goes on where it was stopped', body: z.object({ id: z.string().optional(), address: z.string().optional(), /** Hexadecimal. */ sha256: z.string().optional() }), response: downloadSchema },
  awaitDownload: { method: 'POST', path: '/api/models/downloads/{id}/arrived', summary: 'Wait until a download is whole', response: modelSchema },
  pauseDownload: { method: 'POST', path: '/api/models/downloads/{id}/pause', summary: 'Stop a download and keep what was received', response: downloadSchema },
  cancelDownload: { method: 'DELETE', path: '/api/models/downloads/{id}', summary: 'Stop a download and delete what was received', response: nothing },
  removeModel: { method: 'DELETE', path: '/api/models/{id}', summary: "Delete a downloaded model; a file elsewhere is only taken off the list", response: nothing },
  chooseModel: { method: 'POST', path: '/api/models/choice', summary: 'Use a model for its role, or none with null', body: z.object({ role: modelRoleSchema, id: z.string().nullable() }), response: modelListSchema.shape.chosen },
  unloadModel: { method: 'POST', path: '/api/models/{id}/unload', summary: 'Give the memory of a model back', response: nothing },

  ...tuningEndpoints,
  ...sitesEndpoints,
  ...inboxEndpoints,
  ...burstEndpoints,
  ...guardEndpoints,
  ...movingEndpoints,
  listKeys: { method: 'GET', path: '/api/keys', summary: 'Keys of other programs, without the keys themselves', response: z.object({ keys: z.array(programKeySchema) }) },
  makeKey: { method: 'POST', path: '/api/keys', summary: 'Make a key for another program; it is shown this once', body: z.object({ name: z.string().trim().min(1).max(100) }), response: madeKeySchema },
  revokeKey: { method: 'DELETE', path: '/api/keys/{id}', summary: 'End a key: who has it is refused from now on', response: nothing },
  readProgramPort: { method: 'GET', path: '/api/programs/port', summary: 'The port of this computer on which other programs find /v1', response: z.object({ port: programPortSchema }) },
  setProgramPort: { method: 'PATCH', path: '/api/programs/port', summary: 'Open or close that port, or choose another number', body: settingsSchema.shape.programs.partial(), response: z.object({ port: programPortSchema }) },

  backup: { method: 'GET', path: '/api/backup', summary: 'The whole workspace as one file', answers: 'file', response: z.unknown() },
  restore: { method: 'POST', path: '/api/restore', summary: 'Replace the workspace by a backup (multipart field "file")', takes: 'form', response: z.object({ documents: z.int() }) },
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof endpoints;
export type ResponseOf<Name extends EndpointName> = z.output<(typeof endpoints)[Name]['response']>;
export type BodyOf<Name extends EndpointName> = (typeof endpoints)[Name] extends { body: infer Body extends z.ZodType } ? z.input<Body> : undefined;
export type QueryOf<Name extends EndpointName> = (typeof endpoints)[Name] extends { query: infer Query extends z.ZodType } ? z.input<Query> : undefined;
