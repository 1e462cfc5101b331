export { createModelLibrary } from './model-library.ts';
