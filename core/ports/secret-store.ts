/** Secrets by name: the system's keychain in the desktop shell, an encrypted file elsewhere. Never in SQLite, logs, backups or child environments. */
export interface SecretStore {
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
}
