import type { SecretStore } from '../../core/ports/secret-store.ts';

/** Secrets in memory. */
export class MemorySecretStore implements SecretStore {
  readonly secrets = new Map<string, string>();

  async get(name: string): Promise<string | undefined> { return this.secrets.get(name); }
  async set(name: string, value: string): Promise<void> { this.secrets.set(name, value); }
  async delete(name: string): Promise<void> { this.secrets.delete(name); }
}
