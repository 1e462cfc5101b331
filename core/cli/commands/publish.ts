import { resolve } from 'node:path';
import { prepareSiteFolder, writeSiteFolder } from '../../adapters/disk/index.ts';
import { SproutError, type OutdatedCopy, type PublicFinding } from '../../contract/index.ts';
import type { Core } from '../../create-core.ts';
import { copyFindings } from '../../features/health/index.ts';
import type { Arguments } from '../arguments.ts';
import { print, progress, withCore } from '../with-core.ts';

const use = 'sprout publish --site ID --out DIR [--documents NAME,…|all] [--accept-findings]';
const shownText = 60;

/** `publish --site ID --out DIR`: a folder for any web host. Documents that were never chosen are all that are ready; it says which leave. */
export async function publish(given: Arguments): Promise<number> {
  const out = given.flags.get('out');
  if (out === undefined || given.rest.length > 0) throw new SproutError('usage', { reason: use });
  return withCore(given, async (core) => {
    const { sites } = core.features;
    const { id, documents: chosenBefore } = await sites.get(given.flags.get('site') ?? 'default');
    const asked = askedDocuments(core, given.flags.get('documents'));
    const ready = core.features.documents.list().filter(({ status }) => status === 'ready').map((document) => document.id);
    const options = asked ? { documents: asked } : chosenBefore === null ? { documents: ready } : {};
    const review = await sites.review(id, options);
    const zh = given.locale === 'zh';
    for (const { name, passages } of review.documents) progress(given, `${zh ? '将公开' : 'leaves'}: ${name} (${passages})`);
    for (const { name } of review.leftOut) progress(given, `${zh ? '未就绪，略过' : 'left out, not ready'}: ${name}`);
    for (const finding of review.findings) progress(given, line(finding));
    const stopping = review.findings.filter(({ severity, accepted }) => severity === 'stop' && !accepted);
    if (stopping.length > 0 && given.flags.has('accept-findings')) await sites.accept(id, stopping.map(({ key }) => key), true, options);
    // Before visitors of the live gateway see a version that then is nowhere else.
    await prepareSiteFolder(resolve(out));
    const { version, passages, documents } = await sites.publish(id, options);
    const files = await sites.files(id);
    const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
    const outdated = async (): Promise<OutdatedCopy[]> => (await sites.outdatedCopies()).filter((copy) => copy.site === id);
    const before = await outdated();
    await writeSiteFolder(resolve(out), files, { keepBefore: !before.some(({ place }) => place === resolve(out)) });
    await sites.copied(id, { kind: 'folder', place: resolve(out) });
    for (const { message } of copyFindings(await outdated(), given.locale)) progress(given, message);
    const { findings } = await sites.review(id, options);
    const result = { site: id, version, out: resolve(out), files: files.map(({ path }) => path), bytes, documents: documents.map((one) => ({ id: one.id, name: one.name })), passages, findings };
    print(given, result, () => (zh ? `${resolve(out)}：第 ${version} 版，${documents.length} 个文档，${files.length} 个文件，${megabytes(bytes)} MB。打开其中的 index.html（经由网站空间）即可试用。` : `${resolve(out)}: version ${version}, ${documents.length} documents, ${files.length} files, ${megabytes(bytes)} MB. Its index.html, opened from a web host, tries it.`));
    return review.leftOut.length > 0 ? 3 : 0;
  });
}

/** Ids of the documents that were named; undefined without the flag. @throws SproutError site-document-unknown. */
function askedDocuments(core: Core, flag: string | undefined): string[] | undefined {
  if (flag === undefined) return undefined;
  const ready = core.features.documents.list().filter(({ status }) => status === 'ready');
  if (flag === 'all') return ready.map(({ id }) => id);
  const named = (wanted: string): string[] => ready.filter(({ id, name }) => id === wanted || name === wanted).map(({ id }) => id);
  // A name may hold a comma.
  const whole = named(flag);
  return whole.length > 0 ? whole : flag.split(',').map((name) => name.trim()).filter((name) => name !== '').flatMap((name) => {
    const found = named(name);
    if (found.length === 0) throw new SproutError('site-document-unknown', { name, known: ready.map((document) => document.name).join(', ') || '–' });
    return found;
  });
}

function line({ severity, accepted, name, page, kind, text }: PublicFinding): string {
  const shown = text.replaceAll(/\s+/g, ' ').slice(0, shownText);
  return `${severity}${accepted ? ' (accepted)' : ''}: ${name}${page ? `, ${page}` : ''}: ${kind}: ${shown}`;
}

const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);
