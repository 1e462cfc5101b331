import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { approvedAnswerSchema, outdatedCopySchema, publicReviewSchema, siteSchema, siteSettingsSchema, siteVersionSchema } from './site.ts';

const nothing = z.object({});

/** The owner's side of the website: sites and what is published. */
export const sitesEndpoints = {
  listSites: { method: 'GET', path: '/api/sites', summary: 'All sites; there is always one, `default`', response: z.object({ sites: z.array(siteSchema) }) },
  createSite: { method: 'POST', path: '/api/sites', summary: 'Make a site; the id is made from the name', body: siteSettingsSchema.partial().required({ name: true }), response: siteSchema },
  readSite: { method: 'GET', path: '/api/sites/{id}', summary: 'One site', response: siteSchema },
  updateSite: { method: 'PATCH', path: '/api/sites/{id}', summary: 'Change a site; visitors see it with the next publication', body: siteSettingsSchema.partial(), response: siteSchema },
  deleteSite: { method: 'DELETE', path: '/api/sites/{id}', summary: 'Delete a site with its publications and its inbox', response: nothing },

  reviewSite: { method: 'GET', path: '/api/sites/{id}/review', summary: 'Exactly what would leave: documents, and what in them a firm does not usually show', response: publicReviewSchema },
  readLeaving: { method: 'GET', path: '/api/sites/{id}/review/{document}', summary: 'The very text of a document that would leave', response: z.object({ text: z.string() }) },
  acceptFindings: { method: 'POST', path: '/api/sites/{id}/review', summary: 'Let findings out, by their keys, or take that back', body: z.object({ keys: z.array(z.string().max(100)).min(1).max(100_000), accepted: z.boolean() }), response: publicReviewSchema },
  publishSite: { method: 'POST', path: '/api/sites/{id}/publish', summary: 'Make a new version for visitors', response: siteVersionSchema },
  publishedFolder: { method: 'GET', path: '/api/sites/{id}/download', summary: 'The published folder as one zip file, for a web host', answers: 'file', response: z.unknown() },
  listVersions: { method: 'GET', path: '/api/sites/{id}/versions', summary: 'Publications, newest first', response: z.object({ versions: z.array(siteVersionSchema) }) },
  putBackVersion: { method: 'POST', path: '/api/sites/{id}/versions/{version}', summary: 'Show an earlier version to visitors again; without what was marked private or deleted since, as a new version', response: siteSchema },
  previewFile: { method: 'GET', path: '/api/sites/{id}/preview/{file}', summary: 'A file of the published folder, to try it in the app', answers: 'file', response: z.unknown() },

  outdatedCopies: { method: 'GET', path: '/api/site-copies', summary: 'Copies of sites on other hosts that still show what was marked private or deleted since', response: z.object({ copies: z.array(outdatedCopySchema) }) },
  renewCopy: { method: 'POST', path: '/api/sites/{id}/copies/{copy}', summary: 'Write a folder anew, as visitors are shown the site now; it must then be uploaded again', response: z.object({ copies: z.array(outdatedCopySchema) }) },
  copyReplaced: { method: 'DELETE', path: '/api/sites/{id}/copies/{copy}', summary: 'The owner says that the old copy is not there any more: replaced by the new one, or taken down', response: z.object({ copies: z.array(outdatedCopySchema) }) },

  listApproved: { method: 'GET', path: '/api/sites/{id}/approved', summary: "Answers in the owner's own words", response: z.object({ approved: z.array(approvedAnswerSchema) }) },
  approveAnswer: { method: 'POST', path: '/api/sites/{id}/approved', summary: 'Add an answer, or change one by its id; visitors get it with the next publication, live ones at once, unless it holds what keeps from publishing', body: approvedAnswerSchema.omit({ id: true, createdAt: true }).extend({ id: z.string().optional() }), response: approvedAnswerSchema },
  deleteApproved: { method: 'DELETE', path: '/api/sites/{id}/approved/{answer}', summary: 'Take an approved answer back', response: nothing },
} as const satisfies Record<string, Endpoint>;
