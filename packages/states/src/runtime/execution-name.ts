// The name of an execution that nobody named: a UUID that is a function of its id and start, so that it needs no index to be found by.

const UUID = /^([0-9a-f]{8})-([0-9a-f]{4})-8([0-9a-f]{3})-8([0-9a-f]{3})-([0-9a-f]{12})$/;
const ID_MAX = 2 ** 48;
/** Odd, so that multiplying by it modulo 2^24 can be undone: neighbours don't look alike. */
const MIX = 0x9e3779;

/** Version 8 (RFC 9562): 48 bits of time, 24 bits that spread, 48 bits of id. */
export function generatedName(id: number, startMs: number): string {
  const time = startMs.toString(16).padStart(12, '0');
  const spread = Math.imul(id ^ Math.floor(startMs), MIX) & 0xffffff;
  const mixed = spread.toString(16).padStart(6, '0');
  const tail = id.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-8${mixed.slice(0, 3)}-8${mixed.slice(3)}-${tail}`;
}

/** The id that such a name would stand for; undefined for a name that was certainly chosen. */
export function idOfGeneratedName(name: string): number | undefined {
  const match = UUID.exec(name);
  if (!match) return undefined;
  const id = Number.parseInt(match[5]!, 16);
  const startMs = Number.parseInt(match[1]! + match[2]!, 16);
  return id < ID_MAX && generatedName(id, startMs) === name ? id : undefined;
}
