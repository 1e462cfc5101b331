export { createStarterFolder } from './starter-folder.ts';
