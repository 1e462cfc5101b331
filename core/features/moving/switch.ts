import { SproutError, type Locale, type Switched } from '../../contract/index.ts';
import type { VisitClient } from '../../ports/visit-client.ts';
import { inTurn } from '../../shared/in-turn.ts';
import type { Sites } from '../sites/index.ts';
import { allowedOrigins, type Visits } from '../visits/index.ts';
import { gatewayAddress } from './gateway-address.ts';
import { proveAddress, readSite } from './proof/prove-address.ts';

export interface Switch {
  /** @throws SproutError site-not-found. */
  read(site: string): Promise<Switched>;
  /**
   * Has a site's visitors answered at an address, once it proves to serve this very site; null goes back to where they were before, which needs no proof. Their page needs no change.
   * @throws SproutError verify-address, verify-unreachable, switch-elsewhere, switch-nowhere, site-unpublished; visitors are then answered where they were.
   */
  to(site: string, address: string | null, locale: Locale): Promise<Switched>;
}

export interface SwitchOptions { readonly sites: Pick<Sites, 'get' | 'file' | 'moveLive'>; readonly visits: Pick<Visits, 'prove'>; readonly client: VisitClient; readonly now: () => Date }

export function createSwitch({ sites, visits, client, now }: SwitchOptions): Switch {
  const changing = inTurn();

  async function read(id: string): Promise<Switched> {
    const { liveAddress, switched } = await sites.get(id);
    return { site: id, address: liveAddress, before: switched?.before.at(-1) ?? null, switchedAt: switched?.at ?? null };
  }

  async function forth(id: string, given: string, locale: Locale): Promise<void> {
    const address = gatewayAddress(given);
    const { liveAddress, switched, origins } = await sites.get(id);
    if (switched && liveAddress === address) return;
    const file = await sites.file(id, `sites/${id}/site.json`);
    const published = file && readSite(new TextDecoder().decode(file));
    if (!published) throw new SproutError('site-unpublished', { site: id });
    const [origin] = allowedOrigins(origins);
    const wrong = await proveAddress(client, { address, site: id, published, origin, prove: visits.prove, locale });
    if (wrong !== undefined) throw new SproutError('switch-elsewhere', { address, reason: wrong });
    await sites.moveLive(id, address, { before: [...switched?.before ?? [], liveAddress], at: now().toISOString() });
  }

  async function back(id: string): Promise<void> {
    const { name, switched } = await sites.get(id);
    if (!switched) throw new SproutError('switch-nowhere', { site: name });
    const [address = null, ...earlier] = [...switched.before].reverse();
    await sites.moveLive(id, address, earlier.length > 0 ? { before: earlier.reverse(), at: now().toISOString() } : undefined);
  }

  return { read, to: (id, address, locale) => changing(async () => { await (address === null ? back(id) : forth(id, address, locale)); return read(id); }) };
}
