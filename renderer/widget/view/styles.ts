/** Where the window takes the whole screen. */
export const narrow = '(max-width:480px),(max-height:420px)';

/** Of the window: taken when it is first opened. */
export const windowStyles = `
*,::before,::after{box-sizing:border-box;margin:0}
[hidden]{display:none!important}
.root{font:medium/1.55 system-ui,sans-serif;color:var(--t);overflow-wrap:anywhere;--g:#fff;--s:#f4f4f0;--l:#e4e3dc;--e:#85857b;--t:#1e201b;--m:#5a5c54;--w:#a3271f;color-scheme:light}
.dark{--g:#1c1e1a;--s:#272a25;--l:#3a3e37;--e:#8c9086;--t:#ecebe4;--m:#b3b5ab;--w:#ffa197;color-scheme:dark}
button,input,textarea{font:inherit;color:inherit;border:0;padding:0;background:none}
button,summary{cursor:pointer}
svg{width:22px;height:22px;flex:none;fill:none;stroke:currentColor;stroke-width:1.9;stroke-linecap:round;stroke-linejoin:round}
.round,.avatar{width:44px;height:44px;flex:none;display:grid;place-items:center;border-radius:50%}
button:hover,summary:hover{background:var(--s)}
.bubble,.avatar,.mine,.strong,.go:not([aria-disabled=true]){background:var(--a)!important;color:var(--o)}
.more{stroke-width:3.4}.down{rotate:180deg}
.hidden{position:absolute;clip-path:inset(50%)}
.panel,.talk,.log,.page,.exchange,.theirs{display:flex;flex-direction:column;gap:8px}
.panel,.talk{gap:0}
.panel{background:var(--g);border:1px solid var(--l);border-radius:18px;overflow:hidden}
.floating .panel{width:392px;max-width:calc(100vw - 40px);height:min(660px,calc(100vh - 40px));box-shadow:0 18px 50px rgb(0 0 0/20%)}
.inline,.inline .panel{height:100%}
.inline .panel{position:relative;min-height:var(--least,0)}
.talk,.log,.page{flex:1;min-height:0}
header{display:flex;align-items:center;gap:8px;padding:8px;padding-inline-start:16px;border-bottom:1px solid var(--l)}
.avatar{width:36px;height:36px;overflow:hidden}
canvas{width:100%;height:100%;object-fit:cover}
.title{flex:1;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.title,.avatar,.strong,.heading,.field label{font-weight:600}
.menu{position:absolute;top:58px;inset-inline-end:8px;display:grid;width:240px;padding:6px;background:var(--g);border:1px solid var(--l);border-radius:18px;box-shadow:0 18px 50px rgb(0 0 0/20%)}
.menu>*{min-height:44px;padding:8px 16px;border-radius:12px;text-align:start}
.danger,.wrong{color:var(--w)}
.log,.page{overflow-y:auto;overscroll-behavior:contain;padding:16px;gap:16px}
.mine,.text,.title,p,blockquote{unicode-bidi:plaintext}
.mine,.text,.waiting,.thanks{padding:8px 16px;border-radius:18px;background:var(--s);white-space:pre-wrap}
.mine{align-self:flex-end;max-width:85%;border-end-end-radius:6px}
.theirs{align-items:flex-start;max-width:92%}
.text,.waiting{border-end-start-radius:6px}
a,sup,.number,.starters>*,[aria-pressed=true]{color:var(--k)}
sup{font-size:.7em;line-height:0;padding-inline-start:2px}
.note,.sources,.wrong,.foot,.consent{font-size:.87em}
.note,.waiting,.sources,.quiet,.round{color:var(--m)}
.note,.waiting,.dots,.tools,.composer,.starters,.plain,summary{display:flex;align-items:center;gap:6px}
i{width:7px;height:7px;flex:none;border-radius:50%;background:var(--m)}
.dots i{animation:breathe 1.3s infinite}
.dots :nth-child(2){animation-delay:.2s}.dots :nth-child(3){animation-delay:.4s}
@keyframes breathe{35%{opacity:.3}}
.on{background:#2f9e55}
.sources{list-style:none;padding:0;width:100%}
.plain,summary{gap:8px;padding:4px 8px;border-radius:12px}
summary{min-height:44px}
summary::after{content:"⌄";margin-inline-start:auto}
.number{min-width:20px;text-align:center;border-radius:12px;background:var(--s)}
blockquote{margin:0 8px 8px;padding-inline-start:12px;border-inline-start:3px solid var(--l);color:var(--t);white-space:pre-wrap}
.tools{gap:0;margin-top:-4px}
[aria-pressed=true]>*{fill:var(--s)}
.starters{flex-wrap:wrap;gap:8px}
.button{min-height:44px;padding:8px 16px;border:1px solid var(--e);border-radius:18px}
.strong,.quiet{border-color:transparent}
.composer{align-items:flex-end;margin:0 12px;padding:4px;border:1px solid var(--e);border-radius:26px}
.composer:focus-within,.field :focus{outline:0;border-color:var(--k);box-shadow:0 0 0 1px var(--k)}
.composer textarea{flex:1;max-height:132px;padding:10px 12px;outline:0;resize:none;line-height:24px}
::placeholder{color:var(--m);opacity:1}
.foot{display:flex;justify-content:center;min-height:12px;padding-bottom:env(safe-area-inset-bottom,0px)}
.page .quiet{align-self:flex-start;margin:-8px -12px}
.heading{font-size:1.15em}
[role=form],.field{display:grid;gap:4px}
[role=form]{gap:16px}
.field :not(label,p){width:100%;min-height:44px;padding:8px 12px;border:1px solid var(--e);border-radius:12px}
.field [aria-invalid=true]{border-color:var(--w)}
.wrong:empty{display:none}
.consent{display:grid;grid-template-columns:44px 1fr;align-items:center;margin-inline-start:-12px}
.consent input{width:20px;height:20px;margin:12px;accent-color:var(--k)}
.consent p{grid-column:2}
@media ${narrow}{.floating .panel{inset:var(--top,0) 0 auto!important;width:100%;max-width:none;height:var(--tall,100dvh);border:0;border-radius:0;padding-top:env(safe-area-inset-top,0px)}textarea,input{font-size:max(16px,1em)}}
@media (prefers-reduced-motion){*{animation:none!important}}
`;
