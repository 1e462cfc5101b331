import http from 'node:http';
import https from 'node:https';
import { resolve } from 'node:path';
import type { ModelHub } from '../../ports/model-hub.ts';
import { fetchFile } from './fetch-file.ts';
import { defaults, type ModelHubOptions } from './options.ts';
import { discardPart, PartFile } from './part-file.ts';
import { createAgents } from './request.ts';

/** Model files from Hugging Face, ModelScope, mirrors of them and any web server. */
export function createModelHub(options: ModelHubOptions = {}): ModelHub {
  const agents = createAgents(options.proxyEnv);
  const running = new Map<string, Promise<unknown>>();
  return {
    async fetch(file, target, { signal, onProgress }) {
      const path = resolve(target);
      if (running.has(path)) throw new Error(`${path} is being fetched already.`);
      const work = fetchFile(file, path, options, agents, signal ?? new AbortController().signal, onProgress);
      running.set(path, work);
      try {
        return await work;
      } finally {
        running.delete(path);
      }
    },
    async received(target) {
      const part = await PartFile.open(resolve(target), Infinity);
      const { received } = part;
      await part.close();
      return received;
    },
    async discard(target) {
      // Whoever stopped a transfer need not wait for its end.
      await running.get(resolve(target))?.catch(() => undefined);
      await discardPart(resolve(target));
    },
    async reachable(origin) {
      const url = URL.parse(origin);
      if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return false;
      const { promise, resolve: settle } = Promise.withResolvers<boolean>();
      const [module, agent] = url.protocol === 'https:' ? [https, agents.https] : [http, agents.http];
      const signal = AbortSignal.timeout(options.reachableMs ?? defaults.reachableMs);
      module.request(url, { method: 'HEAD', agent, signal, headers: { 'user-agent': 'Sprout' } }, (response) => {
        response.resume();
        settle((response.statusCode ?? 500) < 500);
      }).on('error', () => { settle(false); }).end();
      return promise;
    },
  };
}
