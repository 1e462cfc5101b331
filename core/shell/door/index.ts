/** A door of its own: Electron's main process has none. */
export { DoorShut, findDoor } from './call-door.ts';
export { serveDoor } from './serve-door.ts';
