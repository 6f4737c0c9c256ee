// Date pictures become regular expressions that can go back and forth without end: those that could are refused.
import { FunctionArgumentError } from './functions.ts';

/** So many ways to divide a text among the markers of a picture are tried, at most. */
const WAYS_MAX = 2_000_000;

/** @throws {FunctionArgumentError} where the picture can be laid over the text in too many ways */
export function checkPicture(text: string, picture: string): void {
  const loose = looseMarkers(picture);
  if (ways(text.length, loose) <= WAYS_MAX) return;
  throw new FunctionArgumentError(
    '$toMillis: the picture can be read in too many ways; put separators between markers',
  );
}

/** Markers whose end is not told by what follows them. */
function looseMarkers(picture: string): number {
  let loose = 0;
  for (const match of picture.matchAll(/\[([^\]]*)\]([^[]*)/g)) {
    const [, marker = '', separator = ''] = match;
    // Numbers end at what is no digit, names at what is no letter; words go on over spaces, commas and hyphens.
    const inWords = /^.\s*[wW]/.test(marker.trim());
    if (!(inWords ? /[^\sa-zA-Z,-]/ : /[^a-zA-Z0-9]/).test(separator)) loose += 1;
  }
  return loose;
}

/** In how many ways so many markers share a text: binomial, until it is beyond doubt too many. */
function ways(length: number, markers: number): number {
  let count = length + 1;
  for (let marker = 1; marker < markers && count <= WAYS_MAX; marker++) {
    count *= Math.max(1, (length - marker) / (marker + 1));
    if (marker > length) break;
  }
  return count;
}
