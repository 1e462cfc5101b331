import { resolve } from 'node:path';
import { modelRoles, SproutError, type Download, type Model, type ModelRole } from '../../contract/index.ts';
import { followed, withApi, type Api } from '../api/index.ts';
import type { Arguments } from '../arguments.ts';
import { print, progress } from '../with-core.ts';

const megabyte = 2 ** 20;

/** `models list|recommend|catalogue|measure|add PATH|get ID-or-ADDRESS|choose ROLE ID|remove ID`. */
export async function models(given: Arguments): Promise<number> {
  const [action = 'list', first, second] = given.rest;
  const work = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (!work) throw new SproutError('usage', { reason: `sprout models ${Object.keys(actions).join('|')}` });
  return withApi(given, (api) => work(api, given, first, second));
}

type Action = (api: Api, given: Arguments, first: string | undefined, second: string | undefined) => Promise<number>;

const actions: Readonly<Record<string, Action>> = {
  async list(api, given) {
    const list = await api.call('listModels');
    print(given, list, () => [
      ...list.models.map((model) => `${Object.values(list.chosen).includes(model.id) ? '* ' : '  '}${line(model)}`),
      ...list.unusable.map(({ path, error }) => `  ${path}: ${error.message}`), ...list.downloads.map(downloadLine),
    ].join('\n'));
    return 0;
  },
  async recommend(api, given) {
    if ((await api.call('listModels')).machine.speed === null) { progress(given, given.locale === 'zh' ? '正在测量这台电脑（约 5 秒）…' : 'Measuring this computer (about 5 seconds) …'); await api.call('measureMachine'); }
    const set = await api.call('recommendModels');
    print(given, set, () => [set.reason, ...[set.chat, set.embedding, set.reranking].filter((id) => id !== null)].join('\n'));
    return 0;
  },
  async catalogue(api, given) {
    const { models: offered } = await api.call('modelCatalogue');
    print(given, { models: offered }, () => offered.flatMap(({ title, role, files }) => files.map((file) => `${file.id}  ${title}, ${role}, ${Math.round(file.bytes / megabyte)} MB, ${file.fit.verdict}`)).join('\n'));
    return 0;
  },
  async measure(api, given) {
    const machine = await api.call('measureMachine');
    print(given, machine, () => JSON.stringify(machine.speed));
    return 0;
  },
  async add(api, given, path) {
    const { models: added } = await api.call('addModel', { body: { path: resolve(needed(path, 'add FILE')) } });
    print(given, { models: added }, () => added.map(line).join('\n'));
    return 0;
  },
  async get(api, given, wanted) {
    const name = needed(wanted, 'get ID');
    const sha256 = given.flags.get('sha256');
    let told = '';
    const tell = (download: Download): void => {
      const news = downloadLine(download);
      if (news !== told) progress(given, news);
      told = news;
    };
    const model = await followed(api, {
      begin: () => api.regardless.call('getModel', { body: { ...(/^https?:/.test(name) ? { address: name } : { id: name }), ...(sha256 === undefined ? {} : { sha256 }) } }),
      wait: ({ id }) => api.call('awaitDownload', { params: { id } }),
      tell: (event, begun) => { if (event.type === 'download-progress' && event.download.id === begun?.id) tell(event.download); },
      stop: async ({ id }) => { tell(await api.regardless.call('pauseDownload', { params: { id } })); },
    });
    print(given, model, () => line(model));
    return 0;
  },
  async choose(api, given, role, id) {
    if (!modelRoles.includes(role as ModelRole)) throw new SproutError('usage', { reason: `sprout models choose ${modelRoles.join('|')} ID|none` });
    const chosen = await api.call('chooseModel', { body: { role: role as ModelRole, id: id === undefined || id === 'none' ? null : id } });
    print(given, chosen, () => JSON.stringify(chosen));
    return 0;
  },
  async remove(api, given, id) {
    await api.call('removeModel', { params: { id: needed(id, 'remove ID') } });
    print(given, {}, () => '');
    return 0;
  },
};

function needed(value: string | undefined, usage: string): string {
  if (value === undefined) throw new SproutError('usage', { reason: `sprout models ${usage}` });
  return value;
}

const line = ({ id, role, bytes, fit, path }: Model): string => `${id}  ${role}, ${Math.round(bytes / megabyte)} MB, ${fit.verdict}  ${path}`;

function downloadLine({ id, state, received, total, bytesPerSecond, secondsLeft, host, error }: Download): string {
  const share = total > 0 ? ` ${(received / total * 100).toFixed(1)} %` : '';
  const speed = bytesPerSecond > 0 ? `, ${(bytesPerSecond / megabyte).toFixed(1)} MB/s` : '';
  return `${id}: ${state}${share}${speed}${secondsLeft === undefined ? '' : `, ${secondsLeft} s`} (${host})${error ? ` ${error.message}` : ''}`;
}
