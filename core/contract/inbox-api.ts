import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { dayCountSchema, gatewayStateSchema, inboxCountsSchema, leadSchema, newNotificationTargetSchema, notificationTargetSchema, reachabilitySchema, visitConversationSchema, visitExchangeSchema } from './inbox.ts';
import { approvedAnswerSchema } from './site.ts';

const nothing = z.object({});
const page = { before: z.string().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) };

/** The owner's side of visits: what visitors left, who is told of it, and the live gateway. */
export const inboxEndpoints = {
  inboxCounts: { method: 'GET', path: '/api/sites/{id}/inbox', summary: 'How many wait, and counts by day', query: z.object({ days: z.coerce.number().int().min(1).max(366).default(30) }), response: z.object({ waiting: inboxCountsSchema, days: z.array(dayCountSchema) }) },
  listLeads: { method: 'GET', path: '/api/sites/{id}/leads', summary: 'Messages of visitors, newest first', query: z.object(page), response: z.object({ leads: z.array(leadSchema) }) },
  updateLead: { method: 'PATCH', path: '/api/sites/{id}/leads/{lead}', summary: 'Mark a message as dealt with, or not', body: z.object({ done: z.boolean() }), response: leadSchema },
  listVisits: { method: 'GET', path: '/api/sites/{id}/visits', summary: 'Conversations of visitors, newest first', query: z.object({ ...page, only: z.enum(['missed', 'disliked']).optional() }), response: z.object({ conversations: z.array(visitConversationSchema) }) },
  listMissed: { method: 'GET', path: '/api/sites/{id}/missed', summary: 'Questions without an answer that wait, newest first', query: z.object(page), response: z.object({ exchanges: z.array(visitExchangeSchema) }) },
  answerMissed: {
    method: 'POST', path: '/api/sites/{id}/missed/{exchange}', summary: 'Answer it: an approved answer, a test question and, where a set of examples is named, a training example; or set it aside with `answer: null`',
    body: z.object({ question: z.string().min(1).max(500).optional(), answer: z.string().min(1).max(4000).nullable(), dataset: z.string().optional() }), response: z.object({ approved: approvedAnswerSchema.nullable() }),
  },
  listTestQuestions: { method: 'GET', path: '/api/sites/{id}/questions', summary: 'Test questions made from the inbox, as `evaluate` reads them', answers: 'file', response: z.unknown() },
  exportInbox: { method: 'GET', path: '/api/sites/{id}/export', summary: 'Messages, conversations or missed questions as CSV', query: z.object({ what: z.enum(['leads', 'visits', 'missed']) }), answers: 'file', response: z.unknown() },
  deleteVisitor: { method: 'DELETE', path: '/api/sites/{id}/visitors/{visitor}', summary: 'Delete all that is kept of a visitor', response: z.object({ deleted: z.int() }) },

  listNotificationTargets: { method: 'GET', path: '/api/notifications', summary: 'Where the owner is told of new messages', response: z.object({ targets: z.array(notificationTargetSchema) }) },
  addNotificationTarget: { method: 'POST', path: '/api/notifications', summary: 'Add one', body: newNotificationTargetSchema, response: notificationTargetSchema },
  testNotificationTarget: { method: 'POST', path: '/api/notifications/{id}/test', summary: 'Send a test message', response: notificationTargetSchema },
  deleteNotificationTarget: { method: 'DELETE', path: '/api/notifications/{id}', summary: 'Remove one', response: nothing },

  readGateway: { method: 'GET', path: '/api/gateway', summary: 'The live gateway on this computer', response: gatewayStateSchema },
  setGateway: { method: 'PATCH', path: '/api/gateway', summary: 'Open or close it, choose its port and whose word on addresses is taken', body: gatewayStateSchema.pick({ open: true, port: true, trustedProxy: true }).partial(), response: gatewayStateSchema },
  testReachability: { method: 'POST', path: '/api/sites/{id}/reachability', summary: "Fetch the widget from the public address, not over this computer's own, and say what is wrong", body: z.object({ address: z.string() }), response: reachabilitySchema },
} as const satisfies Record<string, Endpoint>;
