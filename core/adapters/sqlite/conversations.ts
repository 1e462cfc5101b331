import { SproutError, type ConversationSummary, type Exchange } from '../../contract/index.ts';
import type { ConversationStore } from '../../ports/workspace-store.ts';
import * as sql from './sql/conversations.ts';
import type { Row, Statements } from './statements.ts';

export function createConversations(statements: Statements, transaction: <Result>(work: () => Result) => Result): ConversationStore {
  return {
    list(query) {
      const wanted = query?.trim().toLowerCase() ?? '';
      const rows = wanted === '' ? statements.all(sql.listConversations) : statements.all(sql.findConversations, wanted);
      return rows.map(toSummary);
    },
    get(id) {
      const row = statements.get(sql.getConversation, id);
      if (row === undefined) return undefined;
      return { ...toSummary(row), exchanges: statements.all(sql.exchangesOf, id).map(toExchange) };
    },
    create(id, title) {
      statements.run(sql.createConversation, id, title, new Date().toISOString());
    },
    rename(id, title) {
      if (statements.run(sql.renameConversation, title, id) === 0) throw new SproutError('conversation-not-found', { id });
    },
    delete(id) {
      statements.run(sql.deleteConversation, id);
    },
    addExchange(conversation, exchange) {
      transaction(() => {
        if (statements.run(sql.touchConversation, exchange.askedAt, conversation) === 0) throw new SproutError('conversation-not-found', { id: conversation });
        const words = `${exchange.question}\n${exchange.answer.answer}`.toLowerCase();
        statements.run(sql.addExchange, exchange.id, conversation, words, JSON.stringify(exchange));
      });
    },
    exchange(id) {
      const row = statements.get(sql.getExchange, id);
      return row === undefined ? undefined : toExchange(row);
    },
  };
}

function toSummary(row: Row): ConversationSummary {
  return { id: String(row['id']), title: String(row['title']), updatedAt: String(row['updatedAt']), exchanges: Number(row['exchanges']) };
}

function toExchange(row: Row): Exchange {
  return JSON.parse(String(row['record'])) as Exchange;
}
