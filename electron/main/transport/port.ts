/** One end of a two-way channel: Electron's `utilityProcess`, a `MessagePort` of Node, or a test's own. */
export interface Port<Incoming, Outgoing> {
  /** Never throws: a message to an end that is gone is dropped, and `lost` tells its waiting callers. */
  post(message: Outgoing): void;
  listen(listener: (message: Incoming) => void): void;
}
