/** Starts a gateway in the cloud. Everything it is told stands in its environment; `--import-only` takes the bundle in and ends. */
import { gatewayEnvironmentSchema, SproutError, type GatewayEnvironment } from '../contract/index.ts';
import { createCloudGateway, trustedProxy } from '../create-cloud-gateway.ts';
import { serveGateway } from '../shell/gateway/index.ts';

/** Milliseconds that answers under way may take when it is told to end. */
const patience = 25_000;

/** What is never printed, whatever an error says. */
function secretsOf({ SPROUT_DATABASE_URL: database, SPROUT_S3_KEY: key, SPROUT_S3_SECRET: secret, SPROUT_MODEL_KEY: model, SPROUT_VISITOR_KEY: visitor }: Partial<GatewayEnvironment>): string[] {
  const password = /^[a-z]+:\/\/[^:@/]*:([^@]*)@/.exec(database ?? '')?.[1];
  return [database, password, password && decodeURIComponent(password), key, secret, model, visitor].filter((one) => one !== undefined && one !== '').map(String).sort((left, right) => right.length - left.length);
}

// LanceDB would write lines of its own between ours.
process.env['LANCEDB_LOG'] ??= 'error';
const secrets = secretsOf(process.env);
/** A line of JSON, as collectors of logs take it. */
function log(level: 'info' | 'error', message: string, more: Readonly<Record<string, string>> = {}): void {
  const line = JSON.stringify({ time: new Date().toISOString(), level, message, ...more });
  process.stderr.write(`${secrets.reduce((text, secret) => text.replaceAll(secret, '***'), line)}\n`);
}

function logError(error: unknown): void {
  const code = error instanceof SproutError ? { code: error.code } : {};
  const { stack } = error instanceof Error ? error : {};
  log('error', error instanceof Error ? error.message : String(error), { ...code, ...(error instanceof SproutError || stack === undefined ? {} : { stack }) });
}

/** @throws SproutError gateway-environment. */
function readEnvironment(): GatewayEnvironment {
  // What is set to nothing is not set: so do charts leave things out.
  const given = Object.fromEntries(Object.entries(process.env).filter(([name, value]) => name.startsWith('SPROUT_') && value !== ''));
  const parsed = gatewayEnvironmentSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = issue?.path.join('.') ?? '';
  throw new SproutError('gateway-environment', { name, reason: name in given ? (issue?.message ?? '') : 'it is not set' });
}

async function main(): Promise<void> {
  const environment = readEnvironment();
  trustedProxy(environment.SPROUT_TRUSTED_PROXY);
  const gateway = createCloudGateway({ environment, onNews: (what) => { log('info', what); }, onBug: logError });
  if (process.argv.includes('--import-only')) {
    await gateway.takeBundle();
    await gateway.close(0);
    return;
  }
  // It listens at once, so that it can say that it is not ready.
  const listener = await serveGateway({ host: environment.SPROUT_HOST, port: environment.SPROUT_PORT }, gateway.fetch);
  log('info', `listens on port ${listener.port}`);
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> => (ending ??= (async () => {
    log('info', 'ends');
    await gateway.close(patience);
    await listener.close();
  })());
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => { end().then(() => process.exit(0), (error: unknown) => { logError(error); process.exit(1); }); });
  await gateway.start();
}

main().then(() => {
  // A native library may keep handles open.
  if (process.argv.includes('--import-only')) process.exit(0);
}, (error: unknown) => {
  logError(error);
  process.exit(1);
});
