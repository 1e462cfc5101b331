import { env, stdin } from 'node:process';
import { currencySchema, remotePresetIdSchema, SproutError, type Remote, type RemoteHealth, type RemotePreset, type RemotePrice, type RemoteSettings } from '../../contract/index.ts';
import { withApi, type Api } from '../api/index.ts';
import { numberFlag, type Arguments } from '../arguments.ts';
import { print } from '../with-core.ts';

const use = 'sprout remotes list|presets|add PRESET [--address URL] [--model NAME] [--name NAME] [--price CURRENCY,IN,OUT] [--context N] [--key-from VARIABLE|-]|test ID or PRESET …|remove ID|on|off';
const wrong = (): SproutError => new SproutError('usage', { reason: use });
const usualContext = 8192;
/** Millionths of a unit. */
const unit = 1_000_000;

/** `remotes list`, `presets`, `add`, `test`, `remove`, `on` and `off`: places elsewhere that run models. A key comes from a variable or from standard input, never from the command's own words: those stay in histories and lists of processes. */
export function remotes(given: Arguments): Promise<number> {
  const [action = 'list', wanted, ...more] = given.rest;
  const actions: Readonly<Record<string, (api: Api) => Promise<number>>> = {
    list: (api) => list(api, given), presets: (api) => presets(api, given), on: (api) => allow(api, given, true), off: (api) => allow(api, given, false),
    add: (api) => add(api, given, wanted), test: (api) => test(api, given, wanted), remove: (api) => remove(api, given, wanted),
  };
  const work = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (!work || more.length > 0) throw wrong();
  return withApi(given, work);
}

async function list(api: Api, given: Arguments): Promise<number> {
  const state = await api.call('computeState');
  print(given, { remotes: state.remotes, policy: state.policy }, () => [state.policy.enabled ? 'on' : 'off', ...state.remotes.map(line)].join('\n'));
  return 0;
}

async function presets(api: Api, given: Arguments): Promise<number> {
  const { presets: known } = await api.call('remotePresets');
  print(given, { presets: known }, () => known.map(({ id, name, address, models }) => `${id}  ${name[given.locale]}  ${address}  ${models.map((model) => model.id).join(', ')}`).join('\n'));
  return 0;
}

async function allow(api: Api, given: Arguments, enabled: boolean): Promise<number> {
  const policy = await api.call('updatePolicy', { body: { enabled } });
  print(given, { policy }, () => (policy.enabled ? 'on' : 'off'));
  return 0;
}

async function add(api: Api, given: Arguments, id: string | undefined): Promise<number> {
  const preset = presetOf((await api.call('remotePresets')).presets, id);
  if (!preset) throw wrong();
  const settings = settingsOf(preset, given, (await api.call('computeState')).remotes.length);
  const key = await keyFrom(given);
  if (key === undefined && preset.needsKey) throw new SproutError('remote-key-where');
  const remote = await api.call('addRemote', { body: { ...settings, ...(key === undefined ? {} : { key }) } });
  print(given, { remote }, () => line(remote));
  return 0;
}

/** One that is kept, by its id; else a preset, before it is kept. */
async function test(api: Api, given: Arguments, id: string | undefined): Promise<number> {
  const key = await keyFrom(given);
  const kept = (await api.call('computeState')).remotes.find((remote) => remote.id === id);
  const preset = presetOf((await api.call('remotePresets')).presets, id);
  if (!kept && !preset) throw id === undefined ? wrong() : new SproutError('remote-not-found', { id });
  const asked = kept ?? { preset: preset?.id ?? 'other', kind: preset?.kind ?? 'cloud', address: preset?.address ?? '', model: preset?.models[0]?.id ?? '' };
  const { preset: name, kind } = asked;
  const tested = await api.call('testRemote', { body: { preset: name, kind, address: given.flags.get('address') ?? asked.address, model: given.flags.get('model') ?? asked.model, ...(kept ? { id: kept.id } : {}), ...(key === undefined ? {} : { key }) } });
  print(given, tested, () => [tested.problem?.message ?? `ok, ${Math.round(tested.firstTokenMs ?? 0)} ms: ${tested.answer}`, ...tested.models].join('\n'));
  return tested.ok ? 0 : 1;
}

async function remove(api: Api, given: Arguments, id: string | undefined): Promise<number> {
  if (id === undefined) throw wrong();
  await api.call('deleteRemote', { params: { id } });
  print(given, { removed: id }, () => id);
  return 0;
}

function presetOf(known: readonly RemotePreset[], id: string | undefined): RemotePreset | undefined {
  const parsed = remotePresetIdSchema.safeParse(id);
  return parsed.success ? known.find((preset) => preset.id === parsed.data) : undefined;
}

/** A preset with what the flags say otherwise. A cloud model whose price nobody knows is not taken for free: the caps would hold nothing. */
function settingsOf(preset: RemotePreset, given: Arguments, order: number): RemoteSettings {
  const { flags, locale } = given;
  const model = flags.get('model') ?? preset.models[0]?.id;
  const listed = preset.models.find(({ id }) => id === model);
  const price = priceFrom(flags.get('price')) ?? listed?.price ?? (preset.kind === 'network' ? { currency: 'CNY' as const, input: 0, cachedInput: 0, output: 0 } : undefined);
  if (model === undefined || price === undefined) throw new SproutError('usage', { reason: `${use}: ${model === undefined ? '--model' : '--price'}` });
  return {
    name: flags.get('name') ?? preset.name[locale], preset: preset.id, kind: preset.kind, address: flags.get('address') ?? preset.address, model, contextLength: numberFlag(given, 'context', listed?.contextLength ?? usualContext),
    region: preset.region[locale], price, sees: 'masked', enabled: true, order,
  };
}

/** `CNY,2,8`: a currency, and what a million tokens read and written cost. What was read before costs the same. */
function priceFrom(text: string | undefined): RemotePrice | undefined {
  if (text === undefined) return undefined;
  const [name, ...amounts] = text.split(',');
  const currency = currencySchema.safeParse(name?.trim().toUpperCase());
  const [input = NaN, output = NaN] = amounts.map((amount) => Math.round(Number(amount) * unit));
  if (!currency.success || amounts.length !== 2 || !(input >= 0) || !(output >= 0)) throw new SproutError('usage', { reason: '--price CNY,2,8' });
  return { currency: currency.data, input, cachedInput: input, output };
}

/** @throws SproutError remote-key-where of a variable that is not set. */
async function keyFrom({ flags }: Arguments): Promise<string | undefined> {
  const from = flags.get('key-from');
  if (from === undefined) return undefined;
  let key = from === '-' ? '' : env[from] ?? '';
  if (from === '-') for await (const part of stdin.setEncoding('utf8')) key += String(part);
  if (key.trim() === '') throw new SproutError('remote-key-where');
  return key.trim();
}

const line = ({ id, name, address, model, enabled, hasKey, health }: Remote & { readonly health?: RemoteHealth }): string => `${id}  ${name}  ${address}  ${model}${hasKey ? '' : '  –'}${enabled ? '' : '  off'}${health ? `  ${health.state}` : ''}`;
