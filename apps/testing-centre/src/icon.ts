import { lightAccent } from './theme.ts';

/** The mark in the browser's tab: the marks around a quotation, white on the institution's colour. @throws AccentUnusable */
export const iconOf = (accent: string): string =>
  [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">',
    `<rect width="32" height="32" rx="7" fill="${lightAccent(accent)}"/>`,
    '<path d="M14 9c-5 1.6-8 5.3-8 9.6V23h8v-8h-3.7c.4-1.6 1.7-2.9 3.7-3.7zm12 0c-5 1.6-8 5.3-8 9.6V23h8v-8h-3.7c.4-1.6 1.7-2.9 3.7-3.7z" fill="#fff"/>',
    '</svg>',
  ].join('');
