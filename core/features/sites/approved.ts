import type { ApprovedAnswer } from '../../contract/index.ts';
import { contentWords } from '../../shared/text/analyse.ts';
import { fold } from '../../shared/text/fold.ts';
import { flatten } from '../../shared/text/units.ts';

/** What a question asks for, in words that each language has several of. The first that is found counts; its words say nothing more. */
const asked: readonly (readonly [kind: string, words: RegExp])[] = [
  ['duration', /\bhow (?:long|many (?:days|weeks|hours|minutes))\b|多长时间|多久|几天|几个小时/g],
  ['money', /\bhow much\b|\b(?:price|cost|fee)s?\b|多少钱|价格|价钱|费用|收费|几块钱?/g],
  ['count', /\bhow many\b|几[个位种间张]|多少/g],
  ['time', /\bwhen\b|\bwhat time\b|\b(?:hours?|times?)\b|什么时候|什么时间|何时|几点钟?|时间/g],
  ['place', /\bwhere\b|\b(?:address|location|located)\b|在?哪[里儿]|在哪|何处|地址|位置|地点|什么地方/g],
  ['reason', /\bwhy\b|为什么|为何|为啥/g],
  ['person', /\bwho(?:m|se)?\b|谁|何人/g],
  ['way', /\bhow(?: to)?\b|怎么样?|怎样|如何/g],
];
/** A question that is answered with yes or no, and one that is not; what is neither, a few key words, may be both. */
const polar = /^(?:is|are|was|were|do|does|did|can|could|will|would|should|shall|may|must|has|have)\b|吗|是否|(.)[不没]\1|有没有|可不可以/;
const open = /\b(?:what|which)\b|什么|哪|啥/;
/** Each of these turns the meaning round, so both questions hold it or neither. */
const turns: readonly RegExp[] = [/\b(?:not|no|never|nor|without)\b|n['’]t\b|[不没无勿别]/, /\b(?:was|were|did|had)\b/, /\b(?:must|should|shall|have to|has to)\b|必须|应该|一定/, /\b(?:other|else|only|except|all|any more|anymore)\b|其他|其它|只|除了|全部|所有/];
/** Where these stand, they and the order of the words matter. */
const directions = /\b(?:from|to|than|by|with|into|before|after|instead)\b|[从到至比给向被替代]/g;
/** That something is to be had, as "have" and "is" say it, too. */
const filler = /\b(?:there|offer(?:ed)?|available)\b|提供/g;
const speaker = /\b(?:i|we)\b|我/;
const spokenTo = /\byou\b|[你您]/;
const cjk = /[\u3400-\u9fff]/;

interface Read { readonly plain: string; readonly flat: string; readonly words: readonly string[]; readonly kind: string; readonly polar: boolean; readonly open: boolean; readonly turned: string; readonly directions: string; readonly speaker: '' | 'i' | 'you' }

/**
 * The approved answer whose question means the same: what each asks for is the same, and the words that each is about stand in the other.
 * Strict, for a wrong answer in the owner's name is worse than none; of several the last that was approved.
 */
export function matchApproved<Approval extends Pick<ApprovedAnswer, 'question'>>(question: string, approved: readonly Approval[]): Approval | undefined {
  if (approved.length === 0) return undefined;
  const given = readQuestion(question);
  const read = approved.map((one) => ({ one, asked: readQuestion(one.question) }));
  return (read.findLast((candidate) => candidate.asked.plain === given.plain) ?? read.findLast((candidate) => meansTheSame(given, candidate.asked)))?.one;
}

function meansTheSame(left: Read, right: Read): boolean {
  if (left.words.length === 0 || right.words.length === 0) return false;
  if (left.kind !== right.kind || left.turned !== right.turned) return false;
  if (left.kind === '' && ((left.polar && right.open) || (left.open && right.polar))) return false;
  if (left.speaker !== '' && right.speaker !== '' && left.speaker !== right.speaker) return false;
  if (!holdsAll(left, right) || !holdsAll(right, left)) return false;
  if (left.directions !== right.directions) return false;
  // "Are the cakes made with nuts" is not "are nuts made with cakes"; in Chinese the object may come first.
  const ordered = left.directions !== '' || (isEnglishSentence(left) && isEnglishSentence(right));
  return !ordered || sameOrder(left, right);
}

/** Not a few key words. */
const isEnglishSentence = (read: Read): boolean => !cjk.test(read.plain) && (read.polar || read.open || read.kind !== '');
const holds = ({ flat, words }: Read, word: string): boolean => (cjk.test(word) ? flat.includes(word) : words.includes(word));
const holdsAll = (holder: Read, { words }: Read): boolean => words.every((word) => holds(holder, word));

function sameOrder(left: Read, right: Read): boolean {
  const places = left.words.map((word) => right.flat.indexOf(word));
  return places.every((place, at) => at === 0 || place >= (places[at - 1] ?? 0));
}

function readQuestion(question: string): Read {
  const plain = fold(question).replaceAll(/\s+/g, ' ').replace(/[\s?？!！.。,，]+$/, '').trim();
  const [kind = '', words] = asked.find(([, pattern]) => plain.search(pattern) >= 0) ?? [];
  const rest = (words ? plain.replaceAll(words, ' ') : plain).replaceAll(filler, ' ');
  const first = { i: rest.search(speaker), you: rest.search(spokenTo) };
  // "能不能" asks; the "不" in it does not deny.
  const denying = plain.replaceAll(/(.)[不没]\1/g, '$1').replaceAll(/有没有|可不可以/g, '有');
  return {
    plain, flat: flatten(rest), words: contentWords(rest), kind, polar: polar.test(plain), open: open.test(plain), turned: turns.map((pattern) => (pattern.test(denying) ? '1' : '0')).join(''),
    directions: rest.match(directions)?.join(' ') ?? '', speaker: first.i < 0 && first.you < 0 ? '' : first.you < 0 || (first.i >= 0 && first.i < first.you) ? 'i' : 'you',
  };
}
