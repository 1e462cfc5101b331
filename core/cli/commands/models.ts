import { modelRoles, SproutError, type Download, type Model, type ModelRole } from '../../contract/index.ts';
import type { Core } from '../../create-core.ts';
import type { Arguments } from '../arguments.ts';
import { print, progress, withCore } from '../with-core.ts';

const megabyte = 2 ** 20;

/** `models list|recommend|catalogue|measure|add PATH|get ID-or-ADDRESS|choose ROLE ID|remove ID`. */
export async function models(given: Arguments): Promise<number> {
  const [action = 'list', first, second] = given.rest;
  const work = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (!work) throw new SproutError('usage', { reason: `sprout models ${Object.keys(actions).join('|')}` });
  return withCore(given, (core) => work(core, given, first, second));
}

type Action = (core: Core, given: Arguments, first: string | undefined, second: string | undefined) => Promise<number>;

const actions: Readonly<Record<string, Action>> = {
  async list(core, given) {
    const list = await core.features.models.list();
    print(given, list, () => [
      ...list.models.map((model) => `${Object.values(list.chosen).includes(model.id) ? '* ' : '  '}${line(model)}`),
      ...list.unusable.map(({ path, error }) => `  ${path}: ${error.message}`), ...list.downloads.map(downloadLine),
    ].join('\n'));
    return 0;
  },
  async recommend(core, given) {
    const { models: feature } = core.features;
    if ((await feature.list()).machine.speed === null) { progress(given, given.locale === 'zh' ? '正在测量这台电脑（约 5 秒）…' : 'Measuring this computer (about 5 seconds) …'); await feature.measure(); }
    const set = await feature.recommend(given.locale);
    print(given, set, () => [set.reason, ...[set.chat, set.embedding, set.reranking].filter((id) => id !== null)].join('\n'));
    return 0;
  },
  async catalogue(core, given) {
    const offered = await core.features.models.catalogue();
    print(given, { models: offered }, () => offered.flatMap(({ title, role, files }) => files.map((file) => `${file.id}  ${title}, ${role}, ${Math.round(file.bytes / megabyte)} MB, ${file.fit.verdict}`)).join('\n'));
    return 0;
  },
  async measure(core, given) {
    const machine = await core.features.models.measure();
    print(given, machine, () => JSON.stringify(machine.speed));
    return 0;
  },
  async add(core, given, path) {
    const added = await core.features.models.add(needed(path, 'add FILE'));
    print(given, { models: added }, () => added.map(line).join('\n'));
    return 0;
  },
  async get(core, given, wanted) {
    const { models: feature } = core.features;
    const name = needed(wanted, 'get ID');
    const sha256 = given.flags.get('sha256');
    const stop = core.features.events.listen((event) => { if (event.type === 'download-progress') progress(given, downloadLine(event.download)); });
    try {
      const { id } = await feature.get({ ...(/^https?:/.test(name) ? { address: name } : { id: name }), ...(sha256 === undefined ? {} : { sha256 }) });
      const model = await feature.arrived(id);
      print(given, model, () => line(model));
      return 0;
    } finally {
      stop();
    }
  },
  async choose(core, given, role, id) {
    if (!modelRoles.includes(role as ModelRole)) throw new SproutError('usage', { reason: `sprout models choose ${modelRoles.join('|')} ID|none` });
    const chosen = await core.features.models.choose(role as ModelRole, id === undefined || id === 'none' ? null : id);
    print(given, chosen, () => JSON.stringify(chosen));
    return 0;
  },
  async remove(core, given, id) {
    await core.features.models.remove(needed(id, 'remove ID'));
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
