// Lambda's answers carry the same HTTP headers over and over, some 700 bytes of them. In stored history a mark stands for them.
// History is JSON text, in which these control characters cannot occur: a mark is never mistaken for anything else.

/** What else stands in every callback's history, with the character that stands for it. The first is written, the others are read in older histories. */
const FRAGMENTS = [
  ['\u0004', '{"ExecutedVersion":"$LATEST","Payload":'],
  ['\u0005', ',"lambda","invoke.waitForTaskToken"'],
  ['\u0006', ',"lambda","invoke"'],
] as const;
const [[ANSWER_MARK, ANSWER]] = FRAGMENTS;

const OPEN = '\u0001';
const CLOSE = '\u0002';
const BAR = '\u0003';
const ANY_MARK = new RegExp(`[${OPEN}${FRAGMENTS.map(([mark]) => mark).join('')}]`);

interface Varying {
  readonly version: string;
  readonly requestId: string;
  readonly length: string;
  readonly date: string;
}

/** The members of an `lambda:invoke` answer that follow its payload, as lambda.ts writes them. */
function metadata({ version, requestId, length, date }: Varying): string {
  return (
    `,"SdkHttpMetadata":{"AllHttpHeaders":{"X-Amz-Executed-Version":["${version}"],"x-amzn-Remapped-Content-Length":["0"],"Connection":["keep-alive"],` +
    `"x-amzn-RequestId":["${requestId}"],"Content-Length":["${length}"],"Date":["${date}"],"X-Amzn-Trace-Id":["root=${requestId};sampled=0"],` +
    `"Content-Type":["application/json"]},"HttpHeaders":{"X-Amz-Executed-Version":"${version}","x-amzn-Remapped-Content-Length":"0","Connection":"keep-alive",` +
    `"x-amzn-RequestId":"${requestId}","Content-Length":"${length}","Date":"${date}","X-Amzn-Trace-Id":"root=${requestId};sampled=0",` +
    `"Content-Type":"application/json"},"HttpStatusCode":200},"SdkResponseMetadata":{"RequestId":"${requestId}"},"StatusCode":200`
  );
}

const BEGINNING = ',"SdkHttpMetadata":{"AllHttpHeaders":{"X-Amz-Executed-Version":["';
const VARYING =
  /^,"SdkHttpMetadata":\{"AllHttpHeaders":\{"X-Amz-Executed-Version":\["([^"\\]*)"\],"x-amzn-Remapped-Content-Length":\["0"\],"Connection":\["keep-alive"\],"x-amzn-RequestId":\["([^"\\]*)"\],"Content-Length":\["(\d+)"\],"Date":\["([^"\\]*)"\]/;
const MARK = new RegExp(`${OPEN}([^${CLOSE}]*)${CLOSE}`, 'g');

/** The text with marks for what is known; the same text where there is nothing to gain. */
export function packHistory(text: string): string {
  // Most histories have no such answer in them, and one look finds that out.
  if (!text.includes(BEGINNING) || ANY_MARK.test(text)) return text;
  return packAnswers(text).replaceAll(ANSWER, ANSWER_MARK);
}

function packAnswers(text: string): string {
  let at = text.indexOf(BEGINNING);
  let packed = '';
  let from = 0;
  for (; at >= 0; at = text.indexOf(BEGINNING, at + 1)) {
    const match = VARYING.exec(text.slice(at, at + 1024));
    if (!match) continue;
    const [, version = '', requestId = '', length = '', date = ''] = match;
    const whole = metadata({ version, requestId, length, date });
    if (!text.startsWith(whole, at)) continue;
    const shown = version === '$LATEST' ? '' : version;
    packed += `${text.slice(from, at)}${OPEN}${shown}${BAR}${requestId}${BAR}${length}${BAR}${shortDate(date)}${CLOSE}`;
    from = at + whole.length;
  }
  return packed + text.slice(from);
}

let lastDate = { date: '', short: '' };

/** Dates are kept short where that gives them back exactly. Most are of the same second as the one before. */
function shortDate(date: string): string {
  if (lastDate.date !== date) {
    const seconds = Date.parse(date) / 1000;
    lastDate = { date, short: new Date(seconds * 1000).toUTCString() === date ? String(seconds) : date };
  }
  return lastDate.short;
}

/** The text that was packed. */
export function unpackHistory(packed: string): string {
  if (!ANY_MARK.test(packed)) return packed;
  const text = FRAGMENTS.reduce((text, [mark, fragment]) => text.replaceAll(mark, () => fragment), packed);
  return text.replace(MARK, (_, content: string) => {
    const [version = '', requestId = '', length = '', date = ''] = content.split(BAR);
    return metadata({
      version: version === '' ? '$LATEST' : version,
      requestId,
      length,
      date: /^\d+$/.test(date) ? new Date(Number(date) * 1000).toUTCString() : date,
    });
  });
}
