/** What a request says, read from its body: who speaks, and the text. Undefined where the body is none that can be read so. */
export function sentMessages(body: string): { role: 'system' | 'user' | 'assistant' | 'tool'; text: string }[] | undefined {
  const roles = ['system', 'user', 'assistant', 'tool'] as const;
  let parsed: unknown;
  try { parsed = JSON.parse(body); } catch { return undefined; }
  const messages: unknown = typeof parsed === 'object' && parsed !== null && 'messages' in parsed ? parsed.messages : undefined;
  if (!Array.isArray(messages)) return undefined;
  const said = messages.flatMap((one: unknown) => {
    if (typeof one !== 'object' || one === null || !('role' in one) || !('content' in one) || typeof one.content !== 'string') return [];
    const role = roles.find((name) => name === one.role);
    return role ? [{ role, text: one.content }] : [];
  });
  // Something that is not shown would be something hidden.
  return said.length === messages.length && said.length > 0 ? said : undefined;
}
