import { describe, expect, it } from 'vitest';
import { SproutError } from '../../../../core/contract/index.ts';
import { createGatewaySwitch } from '../../../../core/features/visits/index.ts';
import type { GatewayListener } from '../../../../core/ports/gateway-listener.ts';
import { MemoryWorkspaceStore } from '../../../fakes/memory-workspace-store.ts';

/** Ports in memory; keeps what happened to them. */
class MemoryListener implements GatewayListener {
  readonly log: string[] = [];
  readonly taken = new Set<number>();

  async open({ port, host }: { port: number; host: string }): Promise<{ port: number; close(): Promise<void> }> {
    if (this.taken.has(port)) throw new SproutError('port-taken', { port });
    this.taken.add(port);
    this.log.push(`open ${host}:${port}`);
    return { port, close: async () => { this.taken.delete(port); this.log.push(`close ${port}`); } };
  }
}

const { settings } = new MemoryWorkspaceStore();
const handle = () => () => Promise.resolve(new Response());

describe('the switch of the live gateway', () => {
  it('is off until the owner opens it, and open again after a restart', async () => {
    const listener = new MemoryListener();
    const first = createGatewaySwitch({ listener, settings, handle });
    await first.start();
    expect(first.state('en')).toEqual({ open: false, port: 17_181, trustedProxy: 'none', address: null });
    await first.set({ open: true, port: 18_000, trustedProxy: 'cloudflare' });
    expect(first.state('en')).toEqual({ open: true, port: 18_000, trustedProxy: 'cloudflare', address: 'http://127.0.0.1:18000' });
    expect(first.ownOrigins()).toEqual(['http://127.0.0.1:18000', 'http://localhost:18000']);
    await first.close();
    const second = createGatewaySwitch({ listener, settings, handle });
    await second.start();
    await second.set({ port: 18_001 });
    await second.set({ trustedProxy: 'none' });
    await second.set({ open: false });
    expect([second.state('en').address, second.ownOrigins()]).toEqual([null, []]);
    // Only for tunnels on this computer.
    expect(listener.log).toEqual(['open 127.0.0.1:18000', 'close 18000', 'open 127.0.0.1:18000', 'close 18000', 'open 127.0.0.1:18001', 'close 18001']);
  });

  it('says why it is not open, and opens where that is over', async () => {
    const listener = new MemoryListener();
    listener.taken.add(18_000);
    const gateway = createGatewaySwitch({ listener, settings, handle });
    await gateway.set({ open: true, port: 18_000 });
    expect(gateway.state('zh')).toMatchObject({ open: true, address: null, problem: { code: 'port-taken' } });
    listener.taken.clear();
    await gateway.set({ open: true });
    expect(gateway.state('zh')).toMatchObject({ address: 'http://127.0.0.1:18000' });
    expect(gateway.state('zh')).not.toHaveProperty('problem');
    await gateway.close();
  });

  it('follows changes that come at once one after the other, to the last', async () => {
    const listener = new MemoryListener();
    const gateway = createGatewaySwitch({ listener, settings, handle });
    await Promise.all([gateway.set({ open: true, port: 18_000 }), gateway.set({ port: 18_002 }), gateway.set({ open: false }), gateway.set({ open: true, port: 18_003 })]);
    expect(gateway.state('en').address).toBe('http://127.0.0.1:18003');
    expect([...listener.taken]).toEqual([18_003]);
    await gateway.close();
    expect([...listener.taken]).toEqual([]);
  });

  it('of a shell that can open no port says so', async () => {
    const gateway = createGatewaySwitch({ listener: undefined, settings, handle });
    await gateway.set({ open: true });
    expect(gateway.state('en')).toMatchObject({ address: null, problem: { code: 'gateway-unavailable' } });
  });
});
