import { SproutError, type NewExample } from '../../../contract/index.ts';

interface Said { readonly speaker: string; text: string; readonly day: string; readonly line: number }

const date = String.raw`(\d{1,4}[-./年]\d{1,2}[-./月]\d{1,4}日?)`;
const time = String.raw`(?:上午|下午|凌晨|晚上)?\s*\d{1,2}:\d{2}(?::\d{2})?\s*(?:[AaPp]\.?[Mm]\.?)?`;
/** "[31/12/23, 21:15:03] Lin: text", "31/12/23, 21:15 - Lin: text", "2024-01-05 10:20 小王：你好", "10:20 小王: 你好". */
const inLine = new RegExp(String.raw`^\s*\u200e?\[?(?:${date}[,，]?\s+)?${time}\]?\s*(?:[-–]\s*)?([^:：\n]{1,40}?)\s*[:：]\s?(.*)$`);
/** "小王 2024-01-05 10:20:33" or "2024-01-05 10:20:33 小王", and the text below. */
const nameFirst = new RegExp(String.raw`^\s*(\S[^\n]{0,39}?)\s+(?:${date}\s+)?${time}\s*$`);
const nameLast = new RegExp(String.raw`^\s*${date}\s+${time}\s+(\S[^:：\n]{0,39})\s*$`);
const notSaid = /^(?:<media omitted>|\[(?:图片|语音|视频|表情|文件|动画表情|位置|image|sticker|photo)[^\]]*\]|.{0,20}撤回了一条消息|this message was deleted|messages and calls are end-to-end encrypted.*)$/i;
/** Who is called so speaks for the firm. */
const ours = /客服|掌柜|店主|店长|官方|旗舰|商家|卖家|售后|售前|^我$|^me$|^you$|support|service|agent|helpdesk|\bshop\b|\bstore\b/i;
const leastMessages = 4;
/** Exchanges that stay together on one side of the test split, and see one another. */
const togetherMost = 10;

/** What was said, in order; empty when the text is no conversation. */
export function readConversation(text: string): Said[] {
  const said: Said[] = [];
  let day = '';
  text.split('\n').forEach((row, at) => {
    const line = at + 1;
    const [, daySaid, speaker, words] = inLine.exec(row) ?? [];
    if (speaker !== undefined) {
      day = daySaid ?? day;
      said.push({ speaker: speaker.trim(), text: words?.trim() ?? '', day, line });
      return;
    }
    const [, lastDay, lastName] = nameLast.exec(row) ?? [];
    const [, firstName, firstDay] = lastName === undefined ? nameFirst.exec(row) ?? [] : [];
    const name = lastName ?? firstName;
    if (name !== undefined) {
      day = lastDay ?? firstDay ?? day;
      said.push({ speaker: name.trim(), text: '', day, line });
    } else {
      const last = said.at(-1);
      if (last && row.trim() !== '') last.text = last.text === '' ? row.trim() : `${last.text}\n${row.trim()}`;
    }
  });
  return said.length >= leastMessages && new Set(said.map(({ speaker }) => speaker)).size >= 2 ? said.filter((each) => each.text !== '' && !notSaid.test(each.text)) : [];
}

/**
 * What one side wrote and the other replied.
 * @param speaker who speaks for the firm; guessed by name, or by who asks less, when not given.
 * @throws SproutError examples-speaker with the names when it cannot be told; examples-none.
 */
export function chatExamples(said: readonly Said[], file: string, speaker?: string): NewExample[] {
  const firm = speaker ?? guess(said, file);
  if (!said.some((each) => each.speaker === firm)) throw new SproutError('examples-speaker', { file, speakers: names(said) });
  const turns: { ours: boolean; who: string; text: string; day: string; line: number }[] = [];
  for (const each of said) {
    const last = turns.at(-1);
    if (last?.who === each.speaker && last.day === each.day) last.text += `\n${each.text}`;
    else turns.push({ ours: each.speaker === firm, who: each.speaker, text: each.text, day: each.day, line: each.line });
  }
  const examples: NewExample[] = [];
  let group = 0;
  let members = 0;
  let before: NewExample['before'] = [];
  for (const [at, turn] of turns.entries()) {
    const asked = turns[at - 1];
    if (!turn.ours || !asked || asked.ours) continue;
    const earlier = turns[at - 2];
    const goesOn = earlier !== undefined && before.length > 0 && earlier.day === asked.day && members < togetherMost;
    if (!goesOn) { group += 1; members = 0; before = []; }
    examples.push({ question: asked.text, answer: turn.text, before, origin: { kind: 'chat', name: file, line: asked.line }, group: `${file}#${group}` });
    members += 1;
    before = [{ role: 'user', content: asked.text }, { role: 'assistant', content: turn.text }];
  }
  if (examples.length === 0) throw new SproutError('examples-none', { file });
  return examples;
}

function guess(said: readonly Said[], file: string): string {
  const speakers = [...new Set(said.map(({ speaker }) => speaker))];
  const named = speakers.filter((speaker) => ours.test(speaker));
  if (named.length === 1 && named[0] !== undefined) return named[0];
  if (speakers.length === 2) {
    // Customers ask.
    const [one, other] = speakers.map((speaker) => {
      const own = said.filter((each) => each.speaker === speaker);
      return { speaker, asks: (own.filter(({ text }) => /[?？吗]|多少|怎么|什么/.test(text)).length + 0.5) / (own.length + 1) };
    }).sort((a, b) => a.asks - b.asks);
    if (one && other && other.asks >= 2 * one.asks) return one.speaker;
  }
  throw new SproutError('examples-speaker', { file, speakers: names(said) });
}

const names = (said: readonly Said[]): string => [...new Set(said.map(({ speaker }) => speaker))].slice(0, 10).join(', ');
