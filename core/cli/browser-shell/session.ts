import { randomBytes } from 'node:crypto';
import { sameSecret } from '../../shell/index.ts';

const cookieName = 'sprout_session';

/**
 * Who may use the loopback port: the browser that opened the link. The link's token works once and becomes a
 * cookie, so that the address bar, the history and a copied link hold nothing of use.
 */
export class Session {
  readonly #linkToken = randomBytes(32).toString('base64url');
  readonly #cookie = randomBytes(32).toString('base64url');
  #linkUsed = false;

  get linkToken(): string {
    return this.#linkToken;
  }

  /** @returns the Set-Cookie value when the token is right and unused. */
  redeem(token: string): string | undefined {
    if (this.#linkUsed || !sameSecret(token, this.#linkToken)) return undefined;
    this.#linkUsed = true;
    return `${cookieName}=${this.#cookie}; HttpOnly; SameSite=Strict; Path=/`;
  }

  admits(cookieHeader: string | null): boolean {
    const found = cookieHeader?.split(';').map((part) => part.trim()).find((part) => part.startsWith(`${cookieName}=`));
    return found !== undefined && sameSecret(found.slice(cookieName.length + 1), this.#cookie);
  }
}
