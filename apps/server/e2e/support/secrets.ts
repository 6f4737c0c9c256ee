/** Every way in which a secret could stand in a text: as it is, escaped for addresses, JSON or HTML, in hexadecimal, in base64. */
export function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  return [
    ...new Set([
      secret,
      encodeURIComponent(secret),
      encodeURIComponent(encodeURIComponent(secret)),
      JSON.stringify(secret).slice(1, -1),
      secret.replaceAll('/', '\\/'),
      secret.replaceAll('+', '\\u002b').replaceAll('=', '\\u003d'),
      secret.replaceAll('=', '&#x3D;').replaceAll('+', '&#x2B;'),
      secret.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
      bytes.toString('hex'),
      ...[0, 1, 2].flatMap((shift) => base64At(bytes, shift)),
    ]),
  ];
}

/** The part of the base64 of a longer text that depends on these bytes alone, if they begin at this place in a group of three. */
function base64At(bytes: Buffer, shift: number): string[] {
  const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
  const from = shift === 0 ? 0 : shift + 1;
  const whole = text.slice(from, Math.floor(((bytes.length + shift) * 8) / 6));
  return [whole, whole.replaceAll('+', '-').replaceAll('/', '_')];
}

/** A text that was captured, and where. */
export interface Captured {
  where: string;
  text: string;
}

/** Where a long secret stands, in any spelling. */
export const whereIs = (secret: string, captured: readonly Captured[]): string[] => {
  const forms = spellings(secret);
  return captured.filter(({ text }) => forms.some((form) => text.includes(form))).map(({ where }) => where);
};

/** Where a short code stands as a word of its own: digits within a longer run of them are something else. */
export const whereIsWord = (code: string, captured: readonly Captured[]): string[] => {
  const word = new RegExp(`(?<![0-9a-z])${code}(?![0-9a-z])`, 'iu');
  const encoded = spellings(code).filter((form) => form.length >= 8 && form.toLowerCase() !== code.toLowerCase());
  return captured
    .filter(({ text }) => word.test(text) || encoded.some((form) => text.includes(form)))
    .map(({ where }) => where);
};
