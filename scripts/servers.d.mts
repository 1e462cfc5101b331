export function postgresPrograms(): string | undefined;
export function hasCeph(): boolean;
export function ensureServers(): void;
