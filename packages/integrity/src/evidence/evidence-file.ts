import { type FieldError, InvalidInput } from '../errors.ts';

/** So that a file fits, in base64, into the six megabytes that a function on Lambda takes and answers. */
export const EVIDENCE_BYTES_MAX = 4 * 1024 * 1024;
/** Files that an incident may have. */
export const EVIDENCE_COUNT_MAX = 50;
const NAME_LENGTH_MAX = 150;

interface Kind {
  mediaType: string;
  /** True if content begins, or reads, as this kind does. */
  isContent(content: Uint8Array): boolean;
}

const startsWith =
  (...bytes: number[]) =>
  (content: Uint8Array): boolean =>
    bytes.every((byte, at) => content[at] === byte);
const isZip = startsWith(0x50, 0x4b, 0x03, 0x04);
const office = 'application/vnd.openxmlformats-officedocument';
const openDocument = 'application/vnd.oasis.opendocument';

/** UTF-8 without control characters but tabs and ends of lines. */
function isText(content: Uint8Array): boolean {
  try {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    return !/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(new TextDecoder('utf-8', { fatal: true }).decode(content));
  } catch {
    return false;
  }
}

/** What evidence may be, by the end of its name: documents and pictures, nothing that runs or that a browser would run. */
const kinds: Readonly<Record<string, Kind>> = {
  pdf: { mediaType: 'application/pdf', isContent: startsWith(0x25, 0x50, 0x44, 0x46, 0x2d) },
  png: { mediaType: 'image/png', isContent: startsWith(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a) },
  jpg: { mediaType: 'image/jpeg', isContent: startsWith(0xff, 0xd8, 0xff) },
  jpeg: { mediaType: 'image/jpeg', isContent: startsWith(0xff, 0xd8, 0xff) },
  docx: { mediaType: `${office}.wordprocessingml.document`, isContent: isZip },
  xlsx: { mediaType: `${office}.spreadsheetml.sheet`, isContent: isZip },
  pptx: { mediaType: `${office}.presentationml.presentation`, isContent: isZip },
  odt: { mediaType: `${openDocument}.text`, isContent: isZip },
  txt: { mediaType: 'text/plain', isContent: isText },
  csv: { mediaType: 'text/csv', isContent: isText },
};

/** Ends of names that evidence may have. */
export const evidenceExtensions: readonly string[] = Object.keys(kinds);

/** Control characters, marks that turn the direction of writing, and what file systems keep for themselves. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff<>:"|?*\\/]/gu;

/** A name that is safe to save a file under, anywhere: the last part of a path, nothing hidden, nothing misleading. */
export function safeFileName(given: string): string {
  const last = given.normalize('NFC').split(/[\\/]/).at(-1) ?? '';
  return last
    .replace(UNSAFE, '')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/^\.+/, '')
    .replace(/[. ]+$/, '')
    .trim();
}

/** What a file is stored as, if it may be. What it is told by its name and by its content, which must agree. @throws InvalidInput */
export function checkEvidenceFile(given: { name: string; content: Uint8Array }): { name: string; mediaType: string } {
  const name = safeFileName(given.name);
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const kind = Object.hasOwn(kinds, extension) ? kinds[extension] : undefined;
  const errors: FieldError[] = [];
  const refuse = (pointer: string, code: string, message: string) => errors.push({ pointer, code, message });
  if (name === '' || name.length > NAME_LENGTH_MAX)
    refuse('/name', 'name', `Give the file a name of at most ${NAME_LENGTH_MAX} characters.`);
  else if (!kind) refuse('/name', 'file-type', `Use a file of one of these types: ${evidenceExtensions.join(', ')}.`);
  if (given.content.length === 0) refuse('/content', 'empty', 'The file is empty.');
  else if (given.content.length > EVIDENCE_BYTES_MAX)
    refuse('/content', 'too-large', `Use a file of at most ${EVIDENCE_BYTES_MAX / 1024 / 1024} MB.`);
  else if (kind && !kind.isContent(given.content))
    refuse('/content', 'file-type', `The file is not what its name says: it does not read as .${extension}.`);
  if (errors.length > 0 || !kind) throw new InvalidInput(errors);
  return { name, mediaType: kind.mediaType };
}
