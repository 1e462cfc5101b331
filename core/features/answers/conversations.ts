import { SproutError, type Conversation, type ConversationSummary, type Exchange, type Locale } from '../../contract/index.ts';
import type { WorkspaceStore } from '../../ports/workspace-store.ts';
import { conversationMarkdown } from './markdown.ts';

export interface Conversations {
  list(query?: string): ConversationSummary[];
  /** @throws SproutError conversation-not-found. */
  read(id: string): Conversation;
  rename(id: string, title: string): ConversationSummary;
  delete(id: string): void;
  export(id: string, locale: Locale): { name: string; markdown: string };
  /** @throws SproutError answer-not-found. */
  exchange(id: string): Exchange;
}

export function createConversations({ conversations }: WorkspaceStore): Conversations {
  function read(id: string): Conversation {
    const conversation = conversations.get(id);
    if (!conversation) throw new SproutError('conversation-not-found', { id });
    return conversation;
  }
  return {
    list: (query) => conversations.list(query?.trim() === '' ? undefined : query),
    read,
    rename(id, title) {
      read(id);
      conversations.rename(id, title);
      const { exchanges, ...summary } = read(id);
      return { ...summary, exchanges: exchanges.length };
    },
    delete(id) {
      read(id);
      conversations.delete(id);
    },
    export(id, locale) {
      const conversation = read(id);
      return { name: `${conversation.title.slice(0, 60)}.md`, markdown: conversationMarkdown(conversation, locale) };
    },
    exchange(id) {
      const exchange = conversations.exchange(id);
      if (!exchange) throw new SproutError('answer-not-found', { id });
      return exchange;
    },
  };
}
