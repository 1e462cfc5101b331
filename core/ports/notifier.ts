import type { NotificationTarget } from '../contract/index.ts';

/** Where a message goes. Secret as a whole: the addresses of most services are their keys. */
export interface NotificationAddress {
  readonly kind: NotificationTarget['kind'];
  /** Webhook address (https), or the mail server as `smtps://user@host:port`. */
  readonly address: string;
  /** Signing secret, or the mailbox' password. */
  readonly secret?: string | undefined;
  /** Mail: who gets it. */
  readonly to?: string | undefined;
}

export interface NotificationMessage { /** One line. */ readonly title: string; readonly lines: readonly string[] }

/** Sends messages to the owner's services. Implementation: https and SMTP. */
export interface Notifier {
  /** Looks at an address without sending. @returns enough to recognise it by, and nothing secret. @throws SproutError notification-address. */
  check(name: string, address: NotificationAddress): { readonly shown: string };
  /** @throws SproutError notification-failed, address-blocked; neither names more than the host. */
  send(address: NotificationAddress, message: NotificationMessage): Promise<void>;
}
