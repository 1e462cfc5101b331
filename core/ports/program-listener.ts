/** Opens a port of this computer for other programs, reached from this computer alone. Only the desktop shell has one: the browser shell is a port itself. */
export interface ProgramListener {
  /** @throws SproutError port-taken. */
  open(port: number): Promise<{ close(): Promise<void> }>;
}
