export type Layout = 'bubble' | 'inline';

/**
 * Everything is stated: nothing of the host page's styles reaches in. Important rules of a shadow root win over important rules of its page, so the
 * host element keeps its place under `* { all: unset !important }`. Sizes are in px and in em of the reader's own font size, never in rem. Colours: --g ground, --s softer ground, --l line, --e edge of a control, --t text, --m muted text, --w wrong; of the site: --a its colour, --o text on it,
 * --k links.
 */
export const hostRule: { readonly [layout in Layout]: string } = {
  bubble: ':host{all:initial!important;display:block!important;position:fixed!important;z-index:2147483647!important}',
  inline: ':host{all:initial!important;display:block!important;height:100%!important}',
};

/** Of the button alone: that is what most pages are shown. Its picture is cut out of its colour, which costs no element. */
export const bubbleStyles = `
.bubble,.floating .panel{position:fixed;bottom:calc(20px + env(safe-area-inset-bottom,0px));inset-inline-end:20px}
.bubble{width:60px;height:60px;border:0;padding:0;border-radius:50%;background:var(--a);color:var(--o);box-shadow:0 18px 50px rgb(0 0 0/20%);cursor:pointer;forced-color-adjust:none}
.bubble::before{content:"";display:block;width:24px;height:24px;margin:auto;background:currentColor;clip-path:path("M3 4h18v13H11l-5 4v-4H3z")}
.left>*{inset-inline:20px auto!important}
:focus-visible{outline:3px solid;outline-offset:-4px}
@media print{.root{display:none}}
`;
