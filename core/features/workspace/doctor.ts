import type { DoctorReport, Locale } from '../../contract/index.ts';
import type { ChunkIndex } from '../../ports/chunk-index.ts';
import type { FileStore } from '../../ports/file-store.ts';
import type { WorkspaceStore } from '../../ports/workspace-store.ts';

type Check = DoctorReport['checks'][number];

const texts = {
  database: { ok: { en: 'The database is sound.', zh: '数据库完好。' }, bad: { en: 'The database is damaged: {what}', zh: '数据库已损坏：{what}' }, fix: { en: 'Restore your latest backup: sprout restore FILE', zh: '请恢复最近的备份：sprout restore 文件' } },
  originals: { ok: { en: 'All {count} originals are as they were imported.', zh: '全部 {count} 份原件与导入时一致。' }, bad: { en: 'Changed or missing on disk: {what}', zh: '磁盘上已改变或缺失：{what}' }, fix: { en: 'Run sprout repair: it takes them from where they were imported. If they are no longer there, restore a backup.', zh: '请运行 sprout repair：将从当初导入的位置重新取得。若原处已没有，请恢复备份。' } },
  index: { ok: { en: 'The search index is sound.', zh: '搜索索引完好。' }, bad: { en: 'The search index is damaged: {what}', zh: '搜索索引已损坏：{what}' }, fix: { en: 'Run sprout repair: it is rebuilt from your files.', zh: '请运行 sprout repair：将用您的文件重建。' } },
  coverage: { ok: { en: 'Every ready document can be found by search.', zh: '所有就绪的文档都能被搜索到。' }, bad: { en: 'Not fully in the search index: {what}', zh: '未完整进入搜索索引：{what}' }, fix: { en: 'Run sprout repair.', zh: '请运行 sprout repair。' } },
} as const;

/** Reads everything and says what is wrong with it: database, originals, index, and whether they agree. */
export async function examine({ store, files, index }: { store: WorkspaceStore; files: FileStore; index: ChunkIndex }, locale: Locale): Promise<DoctorReport> {
  const documents = store.documents.list();
  const withOriginal = documents.filter(({ hash }) => hash !== '');
  const counts = await index.countByDocument().catch(() => new Map<string, number>());
  const changed: string[] = [];
  for (const { hash, name } of withOriginal) if (!(await files.verify(hash))) changed.push(name);
  const missing = documents.filter((document) => document.status === 'ready' && counts.get(document.id) !== document.chunks).map(({ name }) => name);

  const check = (id: keyof typeof texts, wrong: readonly string[], count = 0): Check => {
    const text = texts[id];
    const what = wrong.slice(0, 10).join('; ') + (wrong.length > 10 ? ` … (${wrong.length})` : '');
    return wrong.length === 0
      ? { id, ok: true, message: text.ok[locale].replace('{count}', String(count)) }
      : { id, ok: false, message: text.bad[locale].replace('{what}', what), fix: text.fix[locale] };
  };
  const checks = [
    check('database', store.verify()),
    check('originals', changed, withOriginal.length),
    check('index', await index.verify()),
    check('coverage', missing),
  ];
  return { ok: checks.every(({ ok }) => ok), checks };
}
