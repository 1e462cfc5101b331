import type { ApprovedAnswer, Block, Locale, Site } from '../../contract/index.ts';
import { findingsOf, type Looked } from './findings.ts';

/** What leaves with the documents, written by the owner: looked at in the same way, as if it were documents. Their ids are no document's. */
const names = {
  'approved-answers': { en: 'Approved answers', zh: '已确认的答案' },
  'site-texts': { en: 'Texts of the chat window', zh: '聊天窗口的文字' },
} as const satisfies Record<string, Record<Locale, string>>;

/** Those of a site that are not empty. */
export function ownTexts({ theme: { title, greeting, starterQuestions }, contact }: Site, approved: readonly ApprovedAnswer[], locale: Locale): Looked[] {
  const shown = [...Object.values(title), ...Object.values(greeting), ...Object.values(starterQuestions).flat(), ...Object.values(contact.consent), contact.email, contact.phone];
  const texts = { 'approved-answers': approved.map(textOf), 'site-texts': shown };
  return (['approved-answers', 'site-texts'] as const).map((id) => ({ id, name: names[id][locale], title: '', blocks: blocksOf(texts[id]) })).filter(({ blocks }) => blocks.length > 0);
}

/** What the owner wrote where everyone is to read it: as a telephone into the field for telephones. */
export const isMeant = ({ contact }: Site, text: string): boolean => [contact.email, contact.phone].some((own) => own.trim() !== '' && own.includes(text));

/** The answers that hold nothing that keeps from publishing, or nothing that the owner did not let out. */
export async function cleared(approved: readonly ApprovedAnswer[], accepted: readonly string[]): Promise<ApprovedAnswer[]> {
  const letOut = new Set(accepted);
  const found = await Promise.all(approved.map((one) => findingsOf({ id: 'approved-answers', name: '', title: '', blocks: blocksOf([textOf(one)]) })));
  return approved.filter((_, at) => !found[at]?.some(({ severity, key }) => severity === 'stop' && !letOut.has(key)));
}

const textOf = ({ question, answer }: ApprovedAnswer): string => `${question}\n${answer}`;

function blocksOf(texts: readonly string[]): Block[] {
  let start = 0;
  return texts.filter((text) => text.trim() !== '').map((text) => {
    const block: Block = { kind: 'paragraph', text, start, end: start + text.length };
    start = block.end + 1;
    return block;
  });
}
