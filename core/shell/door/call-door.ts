import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { SproutError } from '../../contract/index.ts';
import { doorFile, readDoor, type Door } from './door-file.ts';
import { doorHost } from './serve-door.ts';

/** No core answers there, or none any more: it has ended, or is just beginning. */
export class DoorShut extends Error {
  override readonly name = 'DoorShut';
}

/** @returns how to ask the core that is open on a workspace; undefined where none says that it is. @throws SproutError door-version of another Sprout; door-foreign, door-unsafe. */
export async function findDoor(home: string, workspace: string, version: string): Promise<((request: Request) => Promise<Response>) | undefined> {
  const door = await readDoor(doorFile(home, workspace));
  if (!door) return undefined;
  if (door.version !== version) throw new SproutError('door-version', { version: door.version, own: version });
  return (request) => send(door, request);
}

/** `fetch` by a socket, which Node's own cannot. @throws DoorShut. */
async function send({ path, token }: Door, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const body = request.body === null ? undefined : Buffer.from(await request.arrayBuffer());
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const call = httpRequest({
      socketPath: path, method: request.method, path: `${url.pathname}${url.search}`, agent: false, signal: request.signal,
      headers: { ...Object.fromEntries(request.headers), host: doorHost, authorization: `Bearer ${token}`, ...(body ? { 'content-length': body.length } : {}) },
    }, resolve);
    call.once('error', (error) => { reject(request.signal.aborted ? error : new DoorShut('The core does not answer.', { cause: error })); });
    call.end(body);
  });
  const { statusCode = 500, headers } = response;
  const given = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as [string, string]]));
  return new Response(Readable.toWeb(Readable.from(partsOf(response))) as NodeReadableStream<Uint8Array> as ReadableStream<Uint8Array>, { status: statusCode, headers: given });
}

async function* partsOf(response: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    for await (const part of response) yield part as Buffer;
  } catch (cause) {
    throw new DoorShut('The core ended in the middle of its answer.', { cause });
  }
}
