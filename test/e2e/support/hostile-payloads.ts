/** Each tries to run `canary()` or to call evil.example when it is taken for anything but text. */
export const payloads = [
  '<script>canary()</script>', '<img src=x onerror=canary()>', '<img src="https://evil.example/pixel.png">', '<iframe src="https://evil.example/"></iframe>', '<iframe srcdoc="<script>parent.canary()</script>"></iframe>',
  '<svg onload=canary()>', '<svg><script>canary()</script></svg>', '<svg><animate onbegin=canary() attributeName=x dur=1s>', '<body onload=canary()>', '<input autofocus onfocus=canary()>', '<details open ontoggle=canary()>',
  '<video src=x onerror=canary()>', '<video poster="https://evil.example/p.png"></video>', '<audio src="https://evil.example/a.mp3" autoplay></audio>', '<object data="https://evil.example/o"></object>', '<embed src="https://evil.example/e">',
  '<link rel=stylesheet href="https://evil.example/s.css">', '<style>@import "https://evil.example/i.css";</style>', '<base href="https://evil.example/">', '<meta http-equiv=refresh content="0;url=https://evil.example/">', '<form action="https://evil.example/"><button>Go</button></form>',
  '<a href="javascript:canary()">open</a>', '<a href="https://evil.example/" ping="https://evil.example/ping">open</a>', '<math><mtext><table><mglyph><style><img src=x onerror=canary()>', '<noscript><p title="</noscript><img src=x onerror=canary()>">', '<div style="background:url(https://evil.example/b.png)">',
  '![picture](https://evil.example/m.png)', '![picture][r]\n[r]: https://evil.example/r.png', '[open](javascript:canary())', '<https://evil.example/auto>',
];
/** What surrounds a payload where it is said. */
export const frames: ((payload: string) => string)[] = [
  (payload) => payload, (payload) => `"><${payload.slice(1)}`, (payload) => `</textarea></title>${payload}`, (payload) => `{{ ${payload} }}`, (payload) => `{{constructor.constructor('canary()')()}} ${payload}`,
  (payload) => `--> ${payload}`, (payload) => `</script>${payload}`, (payload) => `\`\`\`html ${payload} \`\`\``, (payload) => payload.replaceAll('<', '&lt;').replaceAll('>', '&gt;'), (payload) => payload.toUpperCase(),
];
