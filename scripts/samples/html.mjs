/** A web page as a shop's own site would have it, and the sheet that Chromium prints. */
import { escapeXml, htmlOf } from './source.mjs';

const language = { en: 'en-GB', zh: 'zh-CN' };

export const html = (source) => new TextEncoder().encode(`<!doctype html>
<html lang="${language[source.locale]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="author" content="${escapeXml(source.author)}">
<title>${escapeXml(source.title)}</title>
<style>body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.6 system-ui, sans-serif } table { border-collapse: collapse } td, th { border: 1px solid #bbb; padding: .3rem .6rem; text-align: left }</style>
</head>
<body>
<main>
${htmlOf(source)}</main>
<footer><p>© ${source.date.getUTCFullYear()} ${escapeXml(source.author)}</p></footer>
</body>
</html>
`);

export const printPage = (source) => `<!doctype html><html lang="${language[source.locale]}"><meta charset="utf-8"><title>${escapeXml(source.title)}</title><style>
@page { size: A4; margin: 22mm 20mm 20mm }
body { font: 10.5pt/1.55 'Liberation Sans', 'Noto Sans CJK SC', sans-serif; color: #222 }
h1 { font-size: 21pt; line-height: 1.25; margin: 0 0 8mm; border-bottom: 1.2pt solid #2f6b4f; padding-bottom: 3mm }
h2 { font-size: 14pt; margin: 8mm 0 2.5mm; color: #2f6b4f; break-after: avoid } h3 { font-size: 11.5pt; margin: 5mm 0 1.5mm; break-after: avoid }
p, ul, ol { margin: 0 0 3mm } li { margin-bottom: 1mm }
table { width: 100%; border-collapse: collapse; margin: 3mm 0 5mm; font-size: 9.5pt } tr { break-inside: avoid }
th, td { border: .5pt solid #9aa; padding: 1.6mm 2.4mm; text-align: left; vertical-align: top } th { background: #e8f1ec }
</style><body>${htmlOf(source)}</body></html>`;
