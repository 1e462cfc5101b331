/** A handler that is told who is at the other end of the connection. */
export type GatewayHandler = (request: Request, peer: string) => Promise<Response>;

/** Opens the port of the live gateway, which tunnels or the internet reach. */
export interface GatewayListener {
  /** @param place port 0 takes any free one. @throws SproutError port-taken. */
  open(place: { readonly port: number; readonly host: string }, handle: GatewayHandler): Promise<{ readonly port: number; close(): Promise<void> }>;
}
