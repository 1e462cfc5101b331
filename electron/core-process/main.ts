/** The core in a process of its own, on Node alone: a crash of a native library takes down neither the window nor a stored byte. */
import { createCore } from '../../core/create-core.ts';
import { localeFrom, SproutError } from '../../core/contract/index.ts';
import { modelPlaces } from '../../core/shell/index.ts';
import { serveDoor } from '../../core/shell/door/index.ts';
import { serveGateway } from '../../core/shell/gateway/index.ts';
import { servePrograms } from '../../core/shell/loopback/index.ts';
import type { ClientMessage, ServerMessage } from '../main/transport/messages.ts';
import type { Port } from '../main/transport/port.ts';
import { serveRequests } from '../main/transport/request-server.ts';
import type { CoreOrder, CoreReport } from '../main/core-messages.ts';
import type { KeychainReply } from '../main/keychain-messages.ts';
import { createShellKeychain } from './shell-keychain.ts';

const report = (message: CoreReport): void => { if (process.connected) process.send?.(message); };
const onBug = (error: unknown): void => { process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`); };

const port: Port<ClientMessage, ServerMessage> = {
  post: (message) => { if (process.connected) process.send?.({ transport: message }); },
  listen: (listener) => { process.on('message', (message: { transport?: ClientMessage }) => { if (message.transport) listener(message.transport); }); },
};

const keychain = createShellKeychain({
  post: (request) => { if (process.connected) process.send?.({ keychain: request }); },
  listen: (listener) => { process.on('message', (message: { keychain?: KeychainReply }) => { if (message.keychain) listener(message.keychain); }); },
});

async function start({ home, workspace, version, templates, widget, gateway, language }: CoreOrder): Promise<void> {
  try {
    const core = await createCore({ home, workspace, version, templates, widget, gatewayFolder: gateway, locale: localeFrom(language), models: modelPlaces(process.env), background: true, servePrograms, serveGateway, keyWrapper: keychain, onBug });
    const door = await serveDoor({ home, workspace, version, fetch: (request) => core.fetch(request), onBug });
    serveRequests({ port, handle: (request) => core.fetch(request), onBug });
    // The window is gone, or asks to end: what is being written is finished first.
    const stop = (): void => { void door.close().then(() => core.close()).finally(() => process.exit(0)); };
    process.once('disconnect', stop);
    process.once('SIGTERM', stop);
    report({ state: 'ready' });
  } catch (error) {
    const problem = error instanceof SproutError ? error.toProblem(localeFrom(language)) : { code: 'internal', message: error instanceof Error ? error.message : String(error) };
    report({ state: 'failed', ...problem });
    process.exitCode = 1;
    process.disconnect();
  }
}

process.once('message', (order: CoreOrder) => void start(order));
