import type { GatewayState } from '../../../../core/contract/inbox.ts';
import type { Locale } from '../../../../core/contract/locale.ts';
import type { ApprovedAnswer, PublicReview, Site } from '../../../../core/contract/site.ts';
import { hasChanges, type Changes } from './changes-since.ts';

export const stepNames = ['documents', 'look', 'answers', 'person', 'publish', 'live'] as const;
export type StepName = (typeof stepNames)[number];

/** How far a step is: `todo` waits for the owner, `off` is left out by choice. `key` names the sentence under `website.state`. */
export interface StepState { readonly mark: 'done' | 'todo' | 'off'; readonly key: string; readonly fields: Readonly<Record<string, string | number>> }

export interface Known {
  readonly site: Site;
  readonly review: PublicReview | undefined;
  readonly approved: readonly ApprovedAnswer[];
  /** Since what visitors see; undefined before the first publication. */
  readonly changes: Changes | undefined;
  readonly gateway: GatewayState | undefined;
  readonly modelTitle: (id: string) => string;
  /** Of the owner. */
  readonly locale: Locale;
}

/** Findings that keep from publishing. */
export const stopping = (review: PublicReview | undefined): PublicReview['findings'] => (review?.findings ?? []).filter(({ severity, accepted }) => severity === 'stop' && !accepted);

export function stepStates({ site, review, approved, changes, gateway, modelTitle, locale }: Known): Record<StepName, StepState> {
  const state = (mark: StepState['mark'], key: string, fields: StepState['fields'] = {}): StepState => ({ mark, key, fields });
  const stops = stopping(review).length;
  const live = gateway?.open ? (site.liveAddress === null ? state('todo', 'noAddress') : state('done', 'address', { address: site.liveAddress.replace(/^https?:\/\//, '') })) : state('off', 'off');
  return {
    documents: site.documents === null ? state('todo', 'choose') : stops > 0 ? state('todo', 'stops', { n: stops }) : state(site.documents.length > 0 ? 'done' : 'off', 'documents', { n: review?.documents.length ?? site.documents.length }),
    look: state('done', 'title', { title: site.theme.title[locale] ?? site.theme.title.en ?? site.theme.title.zh ?? site.name }),
    answers: site.model === null ? state('done', approved.length > 0 ? 'quotedApproved' : 'quoted', { n: approved.length }) : state('done', 'model', { title: modelTitle(site.model) }),
    person: site.contact.enabled ? state('done', 'form') : state('off', 'off'),
    publish: site.published === null ? state('todo', 'unpublished') : changes && hasChanges(changes) ? state('todo', 'changed', { version: site.published }) : state('done', 'version', { version: site.published }),
    live: gateway?.problem ? state('todo', 'problem') : live,
  };
}
