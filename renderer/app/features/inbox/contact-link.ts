import { safeLink } from '../../../shared/safe-link.ts';

/** An address and nothing else: no headers, no second recipient, no percent signs that hide them. */
const mailAddress = /^[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+$/;

/**
 * Where a click on what a visitor left as contact may lead: to a mail to that one address. Telephone numbers stay text to be copied, since links
 * lead to https and mail alone.
 */
export function contactLink(contact: string): string | undefined {
  const text = contact.trim();
  return mailAddress.test(text) ? safeLink(`mailto:${text}`) : undefined;
}
