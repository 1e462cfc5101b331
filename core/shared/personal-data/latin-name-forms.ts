import type { Span } from './kinds.ts';
import { wordyNames } from './latin-names.data.ts';

interface FoundName extends Span { readonly sure: boolean }
interface Known { readonly isFirst: (word: string) => boolean; readonly isLast: (word: string) => boolean; readonly isEnglish: (word: string) => boolean }

const lastFirst = /(?<=^|[:;|"<(]|\n|\t)[ \t]*(?<name>(?<last>\p{Lu}[\p{L}'’-]+), (?<first>\p{Lu}[\p{L}'’-]+)(?: \p{Lu}\.?)?)(?=[ \t]*(?:[;|\n"<)]|$))/gmdu;
/** As airlines write it: `GARCIA LOPEZ/ALEJANDRO MR`. */
const airline = /(?<![\p{L}\d/])[A-Z]{2,}(?: [A-Z]+)?\/[A-Z]{2,}(?: [A-Z]+)* (?:MR|MS|MRS|MISS|MSTR|CHD|INF)(?![A-Z])/gu;
/** Hangul behind a label or before a form of address, Cyrillic and Arabic behind a label or a title. */
const otherScripts: readonly RegExp[] = [
  /(?<=(?:담당자?|이름|성명|고객(?:명)?|받는 ?(?:분|사람)|보내는 ?(?:분|사람)|수령인|주문자|예약자|대표자?) ?[:：]? ?)(?<name>[가-힣]{2,4})(?![가-힣])/gud,
  /(?<![가-힣])(?<name>[김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구나진민지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모][가-힣]{1,2}) ?(?=님|씨|과장|대리|부장|사장|팀장|고객)/gud,
  /(?<=(?:Контакт|Имя|ФИО|Клиент|Получатель|Отправитель|Покупатель|Заказчик|Директор|Менеджер|Пациент|г-н|г-жа)[а-я ]{0,12}:? ?)(?<name>\p{Script=Cyrillic}[\p{Script=Cyrillic}-]+(?: \p{Lu}[\p{Script=Cyrillic}.-]*){0,2})/gud,
  /(?<!\p{L})(?<name>\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+(?:ов|ова|ев|ева|ин|ина|ский|ская|енко|юк|чук))(?!\p{L})/gud,
  /(?<=(?:السيدة?|الاسم|العميل|المستلم|الأستاذة?|الدكتورة?|المرسل) ?:? ?)(?<name>\p{Script=Arabic}+(?: \p{Script=Arabic}+){1,2})(?=[ ،,.\n]|$)/gud,
];

/** Names in other orders and other letters than "Given Family". */
export function otherForms(text: string, { isFirst, isLast, isEnglish }: Known): FoundName[] {
  const found: FoundName[] = [];
  for (const match of text.matchAll(lastFirst)) {
    const { last = '', first = '' } = match.groups ?? {};
    if (!(isFirst(first) && !wordyNames.has(first) || isLast(last) && isFirst(first)) || !isLast(last) && isEnglish(last)) continue;
    const [start, end] = match.indices?.groups?.['name'] ?? [0, 0];
    found.push({ start, end, sure: false });
  }
  if (text.includes('/')) for (const { index, 0: name } of text.matchAll(airline)) found.push({ start: index, end: index + name.length, sure: true });
  if (/[\u0400-\u04ff\u0600-\u06ff\uac00-\ud7af]/.test(text)) {
    for (const pattern of otherScripts) {
      for (const match of text.matchAll(pattern)) {
        const [start, end] = match.indices?.groups?.['name'] ?? [0, 0];
        found.push({ start, end, sure: false });
      }
    }
  }
  return found;
}

const told = /(?<!\p{L})(?:[Ii]ts|[Ii]t['’]s|[Tt]his is|[Ii]['’]m|[Ii] am|name is|name['’]?s|[Aa]sk(?: for)?|[Tt]ell|[Hh]i|[Hh]iya|[Hh]ey|[Hh]ello|[Dd]ear|[Tt]hanks|[Tt]hx|[Cc]heers|[Mm]orning|[Ll]ove|[Cc]all|[Rr]ing|[Oo]k|[Mm]r|[Mm]rs|[Mm]s|[Mm]iss|[Dd]r),? (?=(?<first>\p{Ll}{3,})(?![\p{L}@])(?: (?<last>\p{Ll}{3,})(?![\p{L}@]))?)/gud;
const does = /(?:^|[.!?,\n]|(?<!\p{L})(?:[Oo]k|and|so|but|yes),?) ?(?<first>\p{Ll}{3,})(?: (?<last>\p{Ll}{3,}))?(?= (?:will|wants|says|said|called|asked|can|has|is (?:on|off|out|coming|away)|wont|from|here)(?!\p{L}))/gud;
const titleWord = /(?<!\p{L})(?:mr|mrs|ms|miss|dr) $/iu;
const capital = (word: string): string => (word[0] ?? '').toUpperCase() + word.slice(1);

/** Where nobody cares for capitals: "its donna", "ok mohammed will pick up", "mrs patel". */
export function lowerNames(text: string, { isFirst, isLast, isWord }: Omit<Known, 'isEnglish'> & { readonly isWord: (lower: string) => boolean }): FoundName[] {
  const found: FoundName[] = [];
  for (const pattern of [told, does]) {
    for (const match of text.matchAll(pattern)) {
      const { first = '', last = '' } = match.groups ?? {};
      if (first !== first.toLowerCase()) continue;
      const [start, end] = match.indices?.groups?.['first'] ?? [0, 0];
      const titled = titleWord.test(text.slice(Math.max(0, start - 6), start));
      const name = capital(first);
      if (!(isFirst(name) || titled && isLast(name)) || isWord(first) || wordyNames.has(name) || common.has(first)) continue;
      const withLast = last !== '' && last === last.toLowerCase() && isLast(capital(last)) && !isWord(last) && !common.has(last);
      found.push({ start, end: withLast ? match.indices?.groups?.['last']?.[1] ?? end : end, sure: false });
    }
  }
  return found;
}
/** Words of every day that are somebody's name somewhere. */
const common = new Set('and the you for her his our any all may can was has had one two out off use per via see let get mon sun sat wed fri tue tea cat dog van man son mum dad nan pet pat sue bill rob art mark rich frank gene grant miles chase hope joy faith grace dawn eve rose lily daisy olive ruby pearl amber jade iris ivy fern heather hazel holly poppy violet summer autumn april june august will drew dale lane price page head long short young old small little best good great dear love baby honey happy merry sunny rusty sandy misty stormy rain river brook forest cliff stone rock ray jay robin martin jack john josh guy hunter mason cooper carter parker taylor tyler porter potter baker butler cook fisher said than then them they this that there these what when where which who whom whose why how here have been being were are more most much many some such very just also only even ever never not nor but yet from into onto over under with without within'.split(' '));
