import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { SproutError } from '../../contract/index.ts';
import type { PeftConfig } from './peft.ts';

/** The two files of an adapter as PEFT writes it. */
export interface PeftSource { readonly name: string; readonly weights: Uint8Array; readonly config: PeftConfig }

const weightsFile = 'adapter_model.safetensors';
const configFile = 'adapter_config.json';
/** A format in which a file may run programs. */
const pickled = 'adapter_model.bin';
const mostConfigBytes = 2 ** 20;
/** One typed array holds no more. */
const mostWeightsBytes = 2 ** 31;
const mostEntries = 2000;

/** Reads a folder, or a zip file of one. @returns undefined where the source is neither. @throws SproutError adapter-damaged. */
export async function readPeftSource(source: string): Promise<PeftSource | undefined> {
  const name = basename(source);
  if ((await stat(source)).isDirectory()) {
    const files = await readdir(source);
    if (!files.includes(weightsFile) && files.includes(pickled)) throw pickledRefused();
    for (const [file, most] of [[weightsFile, mostWeightsBytes], [configFile, mostConfigBytes]] as const) if (files.includes(file) && (await stat(join(source, file))).size > most) throw damaged(file, 'it is too large');
    return { name, weights: await readFile(join(source, weightsFile)), config: parseConfig(await readFile(join(source, configFile))) };
  }
  if (!/\.zip$/i.test(name)) return undefined;
  const found = await readZipped(source, name);
  return { name, weights: found.weights, config: parseConfig(found.config) };
}

function parseConfig(bytes: Uint8Array): PeftConfig {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw damaged(configFile, 'it is not JSON', error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw damaged(configFile, 'it is not an object');
  return value as PeftConfig;
}

/** The two files that lie highest, and in one folder; a checkpoint beside them is passed over. */
async function readZipped(path: string, name: string): Promise<{ weights: Uint8Array; config: Uint8Array }> {
  const zip = await openZip(path, name);
  try {
    const entries = await listed(zip, name);
    const folderOf = (entry: yauzl.Entry): string => entry.fileName.slice(0, entry.fileName.lastIndexOf('/') + 1);
    const named = (wanted: string): yauzl.Entry[] => entries.filter(({ fileName }) => fileName.slice(fileName.lastIndexOf('/') + 1) === wanted);
    const depth = (entry: yauzl.Entry): number => entry.fileName.split('/').length;
    const [weights, second] = named(weightsFile).sort((left, right) => depth(left) - depth(right));
    if (!weights) throw named(pickled).length > 0 ? pickledRefused() : damaged(name, `there is no ${weightsFile} in it`);
    if (second && depth(second) === depth(weights)) throw damaged(name, 'there are several adapters in it');
    const config = named(configFile).find((entry) => folderOf(entry) === folderOf(weights));
    if (!config) throw damaged(name, `there is no ${configFile} in it`);
    return { weights: await inflated(zip, weights, mostWeightsBytes, name), config: await inflated(zip, config, mostConfigBytes, name) };
  } finally {
    zip.close();
  }
}

function openZip(path: string, name: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false }, (error, zip) => { if (error) reject(damaged(name, 'it is not a zip file', error)); else resolve(zip); });
  });
}

function listed(zip: yauzl.ZipFile, name: string): Promise<yauzl.Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: yauzl.Entry[] = [];
    zip.on('error', (error) => { reject(damaged(name, 'it is cut off or damaged', error)); });
    zip.on('end', () => { resolve(entries); });
    zip.on('entry', (entry: yauzl.Entry) => {
      entries.push(entry);
      if (entries.length > mostEntries) reject(damaged(name, 'it holds too many files'));
      else zip.readEntry();
    });
    zip.readEntry();
  });
}

/** Never more than the entry says, and never more than `most`. */
async function inflated(zip: yauzl.ZipFile, entry: yauzl.Entry, most: number, name: string): Promise<Uint8Array> {
  if (entry.uncompressedSize > most) throw damaged(name, `${entry.fileName} is too large`);
  const body = await new Promise<Readable>((resolve, reject) => { zip.openReadStream(entry, (error, stream) => { if (error) reject(damaged(name, 'it is cut off or damaged', error)); else resolve(stream); }); });
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of body) {
      length += (part as Buffer).length;
      if (length > entry.uncompressedSize) throw new RangeError('longer than it says');
      parts.push(part as Buffer);
    }
  } catch (error) {
    throw damaged(name, 'it is cut off or damaged', error);
  }
  return Buffer.concat(parts);
}

const damaged = (file: string, reason: string, cause?: unknown): SproutError => new SproutError('adapter-damaged', { file, reason }, { cause });
const pickledRefused = (): SproutError => damaged(pickled, 'such a file may hold programs and is not opened; have it saved as safetensors');
