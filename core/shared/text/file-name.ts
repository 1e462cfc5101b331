/** A file's name as words: "price_list.pdf" is "price list". */
export const withoutExtension = (name: string): string => name.replace(/\.[A-Za-z0-9]{1,5}$/, '').replaceAll(/[_]+/g, ' ');
