/** The line that a firm puts into its pages. @param address of the published folder, without a slash at its end. */
export const embedLine = (site: string, address: string): string => `<script src="${address}/sprout.js" data-site="${site}" async></script>`;

/** Where nothing better is known. */
export const placeholderAddress = 'https://YOUR-WEBSITE/sprout';
