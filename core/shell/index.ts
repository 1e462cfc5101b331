export { appFile, contentSecurityPolicy } from './app-files.ts';
export { defaultHome } from './default-home.ts';
export { modelPlaces } from './model-places.ts';
export { sameSecret } from './same-secret.ts';
