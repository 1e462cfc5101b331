import { embedLine, placeholderAddress } from '../../../../core/contract/embed.ts';

export const embedKinds = ['html', 'wordpress', 'shopify', 'vue', 'react'] as const;
export type EmbedKind = (typeof embedKinds)[number];

export interface Embed {
  /** Id of the site: lower-case letters, digits and dashes. */
  readonly site: string;
  /** Of the published folder. */
  readonly address: string;
  /** Within the page instead of in a corner: the page says where. */
  readonly inline: boolean;
}

/** The address without what could end an attribute or a text, and without a slash at its end; the placeholder for what is no address. */
export function folderAddress(written: string): string {
  const text = written.trim().replace(/\/+(?:sprout\.js|index\.html)?$/, '');
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) return placeholderAddress;
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname}`.replaceAll("'", '%27').replace(/\/+$/, '');
}

/** What the owner puts into a page. */
export function embedCode(kind: EmbedKind, { site, address, inline }: Embed): string {
  const line = embedLine(site, address);
  if (kind === 'html' || kind === 'wordpress' || kind === 'shopify') return inline ? `<sprout-chat></sprout-chat>\n${line}` : line;
  const added = [
    "const script = document.createElement('script');", `script.src = '${address}/sprout.js';`, `script.dataset.site = '${site}';`, 'script.async = true;', 'document.body.append(script);',
  ];
  if (kind === 'vue') {
    const setup = ['<script setup>', "import { onMounted } from 'vue';", '', 'onMounted(() => {', ...added.map((one) => `  ${one}`), '});', '</' + 'script>'];
    return [...setup, '', '<template>', inline ? '  <sprout-chat v-pre></sprout-chat>' : '  <slot />', '</template>'].join('\n');
  }
  return ["import { useEffect } from 'react';", '', 'export function SproutChat() {', '  useEffect(() => {', ...added.map((one) => `    ${one}`), '  }, []);', `  return ${inline ? '<sprout-chat></sprout-chat>' : 'null'};`, '}'].join('\n');
}

export const hostKinds = ['nginx', 'apache', 'netlify'] as const;
export type HostKind = (typeof hostKinds)[number];

/** What lets a web host's files be read by pages of another: without it a browser shows nothing. @param address of the published folder, as `folderAddress` gives it */
export function otherHostLines(kind: HostKind, address: string): string {
  const folder = `${URL.canParse(address) ? new URL(address).pathname.replace(/\/+$/, '') : '/sprout'}/`;
  if (kind === 'nginx') return `location ${folder} {\n  add_header Access-Control-Allow-Origin "*";\n}`;
  return kind === 'apache' ? 'Header set Access-Control-Allow-Origin "*"' : `${folder}*\n  Access-Control-Allow-Origin: *`;
}
