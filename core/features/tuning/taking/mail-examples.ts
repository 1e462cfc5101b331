import { SproutError, type NewExample, type Block } from '../../../contract/index.ts';

/** Lines after which an earlier mail begins, in the words of the usual programs. */
const introduces = /^\s*(?:On .{4,120}wrote:|.{0,60}写道[:：]|.{0,80}于.{4,60}写道[:：]|-{2,}\s*(?:Original Message|Forwarded message|原始邮件|原邮件|转发邮件).{0,40}|_{8,}|Am .{4,120}schrieb.*:|Le .{4,120}a écrit\s*:)\s*$/i;
const mailHeader = /^\s*[>\s]*(?:From|Sent|To|Cc|Subject|Date|发件人|发送时间|收件人|抄送|主题|日期|时间)\s*[:：]/i;
/** Where a signature begins: the mark of mail programs, or a usual line. */
const signature = /^(?:--\s*|Sent from my .*|发自我的.*|获取 Outlook.*|Get Outlook.*)$/i;
const earlierMost = 2;

/**
 * The reply of a mail and what it quotes: question and answer; older quotes are what was said before.
 * @param blocks of a mail that was read verbatim. @throws SproutError examples-one-sided when nothing is quoted.
 */
export function mailExamples(blocks: readonly Block[], file: string): NewExample[] {
  const body = blocks.filter(({ kind, text }) => kind !== 'heading' && !/^(?:From|To|Cc|Date): /.test(text)).map(({ text }) => text).join('\n');
  const levels = levelsOf(body).map(clean);
  const [reply = '', asked = '', ...older] = levels;
  if (asked === '' || reply === '') throw new SproutError('examples-one-sided', { file, line: 1 });
  const before = older.slice(0, earlierMost).map((content, at) => ({ role: at % 2 === 0 ? 'assistant' as const : 'user' as const, content })).filter(({ content }) => content !== '').reverse();
  return [{ question: asked, answer: reply, before, origin: { kind: 'mail', name: file }, group: file }];
}

/** The texts of a thread, the newest first: by the depth of ">", and by lines that introduce an earlier mail. */
function levelsOf(body: string): string[] {
  const levels: string[][] = [];
  let introduced = 0;
  for (const row of body.split('\n')) {
    const marks = /^(?:\s?>)+/.exec(row)?.[0] ?? '';
    const depth = (marks.match(/>/g) ?? []).length;
    const text = row.slice(marks.length).replace(/^ /, '');
    // A line that introduces is itself of neither mail. Marked quotes below it are not one level deeper still.
    if (introduces.test(text)) { if (depth === 0) introduced += 1; continue; }
    const level = depth === 0 ? introduced : Math.max(depth, introduced);
    (levels[level] ??= []).push(text);
  }
  const texts = Array.from(levels, (rows) => (rows ?? []).join('\n'));
  // Answers below the quote leave the top empty.
  return texts.filter((text, at) => at === 0 || text.trim() !== '');
}

function clean(text: string): string {
  const rows = text.split('\n').filter((row) => !mailHeader.test(row));
  const end = rows.findIndex((row) => signature.test(row.trim()));
  return rows.slice(0, end < 0 ? rows.length : end).join('\n').replaceAll(/\n{3,}/g, '\n\n').trim();
}
