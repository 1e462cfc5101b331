import type { Site } from '../../contract/index.ts';
import { embedLine, placeholderAddress } from '../../contract/embed.ts';

/** Without it a browser lets no page of another host read the files. */
const crossOrigin = 'Access-Control-Allow-Origin: *';

/** `index.html` and its style: a plain page on which the published widget can be tried. Only files of its own folder run on it. @param live origin of the gateway. */
export function tryPage({ id, theme: { title, layout } }: Pick<Site, 'id' | 'theme'>, live: string | null): { readonly html: string; readonly css: string } {
  const policy = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'${live === null ? '' : ` ${live}`}; base-uri 'none'; form-action 'none'`;
  // What visitors are shown, not what the owner calls the site.
  const name = title.en ?? title.zh ?? 'Sprout';
  // In the page itself the chat stands where its element does.
  const place = layout === 'inline' ? '<sprout-chat></sprout-chat>' : '';
  const lines = escaped(`${place && `${place}\n`}${embedLine(id, placeholderAddress)}`);
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(name)}</title>
<link rel="stylesheet" href="try.css">
<script src="sprout.js" data-site="${id}" async></script>
</head>
<body>
<main>
<h1>${escaped(name)}</h1>
${place}
<section>
<p>This page tries the assistant as visitors of your website will see it. Put the whole folder on your web host, and this line into your pages, before <code>&lt;/body&gt;</code>:</p>
<pre><code>${lines}</code></pre>
<p>Put the address of the folder in the place of <code>${placeholderAddress}</code>.</p>
<p>Is the folder on another host than your pages? Then that host must send <code>${crossOrigin}</code> with its files, or the assistant does not appear.</p>
</section>
<section lang="zh">
<p>此页面用于试用网站助手，与访客看到的相同。请把整个文件夹放到您的网站空间，并把下面一行放进网页的 <code>&lt;/body&gt;</code> 之前：</p>
<pre><code>${lines}</code></pre>
<p>请把 <code>${placeholderAddress}</code> 换成该文件夹的网址。</p>
<p>文件夹和网页不在同一网站空间？那么存放文件夹的空间须随文件发送 <code>${crossOrigin}</code>，否则助手不会出现。</p>
</section>
</main>
</body>
</html>
`;
  const css = `:root { color-scheme: light dark; }
body { font: 1rem/1.6 system-ui, sans-serif; margin: 0; padding: 2rem 1rem; }
sprout-chat { display: block; height: 38rem; margin-bottom: 2rem; }
main { max-width: 42rem; margin: 0 auto; }
pre { overflow-x: auto; padding: 1rem; border: 1px solid; border-radius: .5rem; }
section + section { margin-top: 2rem; }
`;
  return { html, css };
}

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
