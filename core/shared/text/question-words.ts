const english = 'a an the of in on at to for by with from as is are was were be been being do does did have has had having what which who whom whose when where why how many much it its this that these those and or but not no can could would should will shall may might must i you he she we they me my your his her our their them us there here about into than then so if any some please tell u s t';
const chinese = '的 了 是 在 和 与 及 或 也 都 就 被 把 对 为 以 于 之 中 上 下 有 个 这 那 其 而 由 从 到';

const words = new Set([...english.split(' '), ...chinese.split(' '), 'ar', 'wer', 'doe', 'hav', 'thes', 'thos', 'wher', 'her', 'som', 'pleas', 'wa', 'ha', 'hi', 'mani', 'whos', 'com']);

/** Words that ask or join and do not say what a question is about. Stems are listed too. */
export const isQuestionWord = (term: string): boolean => words.has(term);
