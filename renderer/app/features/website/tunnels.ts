import type { GatewayState } from '../../../../core/contract/inbox.ts';

export const tunnelKinds = ['cloudflared', 'frp', 'forwarding'] as const;
export type TunnelKind = (typeof tunnelKinds)[number];

/** One step of a way from the internet to this computer; its sentence is `website.tunnel.<kind>.<name>`. */
export interface TunnelStep { readonly name: string; readonly command?: string }
export interface Tunnel { readonly steps: readonly TunnelStep[]; /** Who then knows the visitor's address. */ readonly trustedProxy: GatewayState['trustedProxy'] }

/** @param port of the gateway. @param host that visitors will use, such as chat.example.com. */
export function tunnelSteps(kind: TunnelKind, port: number, host: string): Tunnel {
  const here = `127.0.0.1:${port}`;
  if (kind === 'cloudflared') {
    return { trustedProxy: 'cloudflare', steps: [
      { name: 'get' }, { name: 'try', command: `cloudflared tunnel --url http://${here}` },
      { name: 'login', command: 'cloudflared tunnel login' },
      { name: 'create', command: `cloudflared tunnel create sprout\ncloudflared tunnel route dns sprout ${host}` },
      { name: 'run', command: `cloudflared tunnel run --url http://${here} sprout` },
    ] };
  }
  if (kind === 'frp') {
    // Plain TCP with a web server before it: its header then names the visitor alone, and not frp's own hop.
    const config = ['serverAddr = "YOUR-SERVER"', 'serverPort = 7000', 'auth.token = "YOUR-TOKEN"', '', '[[proxies]]', 'name = "sprout"', 'type = "tcp"', 'localIP = "127.0.0.1"', `localPort = ${port}`, 'remotePort = 8090'].join('\n');
    const server = ['bindPort = 7000', 'proxyBindAddr = "127.0.0.1"', 'auth.token = "YOUR-TOKEN"'].join('\n');
    return { trustedProxy: 'forwarded-for', steps: [
      { name: 'server', command: server }, { name: 'https', command: `caddy reverse-proxy --from ${host} --to 127.0.0.1:8090` }, { name: 'config', command: config }, { name: 'run', command: 'frpc -c frpc.toml' },
    ] };
  }
  return { trustedProxy: 'forwarded-for', steps: [{ name: 'name' }, { name: 'router' }, { name: 'https', command: `caddy reverse-proxy --from ${host} --to ${here}` }] };
}
