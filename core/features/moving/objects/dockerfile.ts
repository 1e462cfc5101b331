import { images } from '../../../shared/images.ts';
import { bundleFolder, gatewayPort } from './deployment.ts';

/** The image of the gateway: Node, its code, and the bundle. Nothing is downloaded but the code's own native packages, by their lockfile. @param entry the file that Node starts, in `gateway/`. */
export function dockerfile(entry: string, install: boolean): string {
  return `# The gateway is the laptop's own code, started with other adapters. Neither a secret nor a private document is in this image.
FROM ${images.node}
ENV NODE_ENV=production
WORKDIR /srv/sprout/gateway
COPY gateway/ ./
${install ? 'RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force\n' : ''}COPY bundle/ ${bundleFolder}/
USER 65532:65532
EXPOSE ${gatewayPort}
ENTRYPOINT ["node", "${entry}"]
`;
}
