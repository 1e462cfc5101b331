export { openPostgresStores } from './postgres-stores.ts';
export type { PostgresStores } from './postgres-stores.ts';
