import type { Document, Finding, Locale } from '../../contract/index.ts';
import type { Fact } from './facts.ts';

export interface DocumentFacts { readonly document: Document; readonly facts: readonly Fact[] }

/** How much of the shorter and of the longer text two facts must share, by weight, to be about the same thing. */
const shared = { ofShorter: 0.8, ofLonger: 0.55, terms: 3 } as const;
/** With the same article number less will do. */
const sharedWithCode = 0.15;
/** A term in more facts than this says little, and would compare everything with everything. */
const commonTerm = 200;
const mostFindings = 100;

/** Pairs of files that give different values for the same thing. */
export function contradictions(documents: readonly DocumentFacts[], locale: Locale): Finding[] {
  const facts = documents.flatMap(({ document, facts: own }) => own.map((fact) => ({ document, fact })));
  const holders = new Map<string, number[]>();
  facts.forEach(({ fact }, at) => {
    for (const key of [...fact.terms, ...fact.codes]) {
      const list = holders.get(key);
      if (list) list.push(at); else holders.set(key, [at]);
    }
  });
  const weight = (term: string): number => Math.log(1 + facts.length / (holders.get(term)?.length ?? 1));
  const total = (terms: Iterable<string>): number => [...terms].reduce((sum, term) => sum + weight(term), 0);

  const findings = new Map<string, Finding>();
  facts.forEach((one, at) => {
    const others = new Set([...one.fact.terms, ...one.fact.codes].flatMap((key) => { const list = holders.get(key) ?? []; return list.length > commonTerm ? [] : list; }));
    for (const index of others) {
      const other = facts[index];
      if (index <= at || !other || findings.size >= mostFindings || other.document.id === one.document.id || !disagree(one.fact, other.fact)) continue;
      if (!sameThing(one.fact, other.fact, total)) continue;
      const id = `contradiction:${[one.document.id, other.document.id].sort().join(':')}:${one.fact.kind}:${[one.fact.value, other.fact.value].sort().join(':')}`;
      findings.set(id, finding(id, [one, other], locale));
    }
  });
  return [...findings.values()];
}

function disagree(a: Fact, b: Fact): boolean {
  if (a.kind !== b.kind || a.value === b.value) return false;
  const unit = (value: string): string => value.split(' ').slice(1).join(' ');
  // Litres and watts are not compared; a date without a year agrees with any year.
  if (unit(a.value) !== unit(b.value)) return a.kind === 'duration';
  return a.kind !== 'date' || a.value.replace(/^\d*/, '') !== b.value.replace(/^\d*/, '') || (!a.value.startsWith('-') && !b.value.startsWith('-'));
}

function sameThing(a: Fact, b: Fact, total: (terms: Iterable<string>) => number): boolean {
  const common = [...a.terms].filter((term) => b.terms.has(term));
  const [short, long] = [total(a.terms), total(b.terms)].sort((x, y) => x - y);
  const weight = total(common);
  if ([...a.codes].some((code) => b.codes.has(code))) return a.kind === 'money' || weight >= sharedWithCode * (long ?? 0);
  if (a.codes.size > 0 && b.codes.size > 0) return false;
  return common.length >= shared.terms && weight >= shared.ofShorter * (short ?? 0) && weight >= shared.ofLonger * (long ?? 0);
}

function finding(id: string, sides: readonly { document: Document; fact: Fact }[], locale: Locale): Finding {
  const [one, other] = sides.map(({ fact }) => fact.shown);
  return {
    id, kind: 'contradiction', severity: 'warning',
    message: { en: `Two files disagree: one says ${one}, the other ${other}. Which is right?`, zh: `两份文件说法不一：一处是 ${one}，另一处是 ${other}。哪个正确？` }[locale],
    places: sides.map(({ document, fact }) => ({
      document: document.id, name: document.name, quote: fact.quote, start: fact.start, end: fact.end, value: fact.shown, ...(fact.page === undefined ? {} : { page: fact.page }),
    })),
  };
}
