/** The address if a person may be sent there (https or mailto), else undefined: `javascript:` in a document must stay text. */
export function safeLink(address: string | undefined): string | undefined {
  try {
    const { protocol, href } = new URL(address ?? '');
    return protocol === 'https:' || protocol === 'mailto:' ? href : undefined;
  } catch {
    return undefined;
  }
}
