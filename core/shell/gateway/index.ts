export { serveGateway } from './serve-gateway.ts';
