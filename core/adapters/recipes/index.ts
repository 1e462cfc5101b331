export { createRecipeFolder } from './recipe-folder.ts';
