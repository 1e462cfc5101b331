export function buildGateway(): Promise<void>;
