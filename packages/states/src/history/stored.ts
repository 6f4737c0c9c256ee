import type { HistoryEvent, HistoryEventType } from './event.ts';
import { eventShapes } from './shape.ts';
import { sharedEnds } from './shared-ends.ts';
import { eventCodes } from './stored-code.ts';
import { StoredHistoryError } from './stored-error.ts';
import { decodeFirstForm } from './stored-v1.ts';

/**
 * The stored form of events that were committed together, version 2. Text:
 *
 *     2<first id>;<time of the first, ms>;<record>…
 *
 * A record is the character of the event's type (`eventCodes`), the character whose code is FLAGS_BASE plus its flags,
 * and what the flags announce, in this order:
 *
 *     BEHIND   <id - previousEventId>;   otherwise 1
 *     LATER    <ms since the event before>;   otherwise 0
 *     NAMED    <length>;<name>   otherwise the last name written
 *     MEMBERS  <change>   the other members in the order of `eventShapes`, as a JSON list without its brackets, null
 *              where missing; they may be fewer than the shape now has; otherwise there are none
 *     PAYLOAD  <change>   otherwise the last payload written
 *     BARE     there is no payload, though the type may have one
 *
 * A change of a text is what it has in common with the last one of its kind (for the first: with `FIRST_MEMBERS`, and
 * with nothing), and the rest: `<length of the common start>;<length of the common end>;<length>;<rest>`. Lengths count
 * UTF-16 code units.
 */
const VERSION = '2';
const FIRST_MEMBERS = '"lambda","invoke.waitForTaskToken"';

const FLAGS_BASE = 0x30;
const SEMICOLON = 0x3b;
const MINUS = 0x2d;
const ZERO = 0x30;

const BEHIND = 1;
const LATER = 2;
const NAMED = 4;
const MEMBERS = 8;
const PAYLOAD = 16;
const BARE = 32;
/** What stored history needs to know of a type. */
interface Form {
  readonly type: HistoryEventType;
  readonly code: string;
  /** How its records begin, by their flags. */
  readonly heads: readonly string[];
  readonly payload: 'input' | 'output' | 'parameters' | undefined;
  readonly named: boolean;
  readonly members: readonly string[];
}

const forms = Object.fromEntries(
  Object.entries(eventShapes).map(([type, shape]): [string, Form] => [
    type,
    {
      type: type as HistoryEventType,
      code: eventCodes[type as HistoryEventType],
      heads: Array.from(
        { length: 64 },
        (_, flags) => eventCodes[type as HistoryEventType] + String.fromCharCode(FLAGS_BASE + flags),
      ),
      payload: shape.payload,
      named: shape.members.includes('name'),
      members: shape.members.filter((member) => member !== 'name'),
    },
  ]),
) as Readonly<Record<HistoryEventType, Form>>;
const formsByCode: (Form | undefined)[] = [];
for (const form of Object.values(forms)) formsByCode[form.code.charCodeAt(0)] = form;

/** An event's members, whatever its type. */
interface Loose {
  readonly name?: string;
  readonly input?: string;
  readonly output?: string;
  readonly parameters?: string;
  readonly assignedVariables?: object;
}

/** Encodes events with contiguous ids, at least one. */
export function encodeEvents(events: readonly HistoryEvent[]): string {
  const first = events[0];
  if (first === undefined) throw new StoredHistoryError('a history chunk has at least one event');
  let text = `${VERSION}${first.id};${first.timestampMs};`;
  let lastMs = first.timestampMs;
  let lastName = '';
  let lastMembers = FIRST_MEMBERS;
  let lastPayload = '';
  for (const event of events) {
    const form = forms[event.type];
    const loose = event as Loose;
    let flags = 0;
    let values = '';
    if (event.id - event.previousEventId !== 1) {
      flags = BEHIND;
      values = `${event.id - event.previousEventId};`;
    }
    if (event.timestampMs !== lastMs) {
      flags |= LATER;
      values += `${event.timestampMs - lastMs};`;
      lastMs = event.timestampMs;
    }
    if (form.named) {
      const name = loose.name ?? '';
      if (name !== lastName) {
        flags |= NAMED;
        values += `${name.length};${name}`;
        lastName = name;
      }
    }
    if (form.members.length > 0) {
      const members = membersOf(event, form);
      if (members !== '') {
        flags |= MEMBERS;
        values += changeOf(lastMembers, members);
        lastMembers = members;
      }
    }
    const payload = payloadOf(loose, form);
    if (payload === undefined) {
      if (form.payload !== undefined) flags |= BARE;
    } else if (payload !== lastPayload) {
      flags |= PAYLOAD;
      values += changeOf(lastPayload, payload);
      lastPayload = payload;
    }
    text += form.heads[flags] as string;
    if (values !== '') text += values;
  }
  return text;
}

function payloadOf(event: Loose, form: Form): string | undefined {
  switch (form.payload) {
    case 'input':
      return event.input;
    case 'output':
      return event.output;
    case 'parameters':
      return event.parameters;
    default:
      return undefined;
  }
}

function membersOf(event: HistoryEvent, { named, members }: Form): string {
  // The most frequent by far: states that were left without assigning anything.
  if (named && members.length === 1 && members[0] === 'assignedVariables') {
    const { assignedVariables } = event as Loose;
    return assignedVariables === undefined ? '' : JSON.stringify(assignedVariables);
  }
  const source = event as unknown as Readonly<Record<string, unknown>>;
  let text = '';
  let missing = '';
  for (const member of members) {
    const value = source[member];
    if (value === undefined) missing += 'null,';
    else {
      text += `${missing}${JSON.stringify(value)},`;
      missing = '';
    }
  }
  return text.slice(0, -1);
}

function changeOf(last: string, text: string): string {
  const { start, end } = sharedEnds(last, text);
  const rest = text.slice(start, text.length - end);
  return `${start};${end};${rest.length};${rest}`;
}

/** All events, or at least the first `most` of them. @throws {StoredHistoryError} */
export function decodeEvents(text: string, most = Number.POSITIVE_INFINITY): HistoryEvent[] {
  if (text.startsWith('[')) return decodeFirstForm(text);
  if (!text.startsWith(VERSION)) throw new StoredHistoryError(`history version ${text.slice(0, 1)} is unknown`);
  return new Decoder(text).events(most);
}

class Decoder {
  readonly #text: string;
  #at = VERSION.length;

  constructor(text: string) {
    this.#text = text;
  }

  events(most: number): HistoryEvent[] {
    const events: HistoryEvent[] = [];
    const firstId = this.#number();
    let timestampMs = this.#number();
    let name = '';
    let members = FIRST_MEMBERS;
    let payload = '';
    while (this.#at < this.#text.length && events.length < most) {
      const form = formsByCode[this.#text.charCodeAt(this.#at)];
      if (form === undefined) throw new StoredHistoryError('a history chunk holds an unknown event');
      const flags = this.#text.charCodeAt(this.#at + 1) - FLAGS_BASE;
      if (!(flags >= 0)) throw cutShort();
      this.#at += 2;
      const id = firstId + events.length;
      const behind = flags & BEHIND ? this.#number() : 1;
      if (flags & LATER) timestampMs += this.#number();
      if (flags & NAMED) name = this.#take(this.#number());
      if (flags & MEMBERS) members = this.#changed(members);
      if (flags & PAYLOAD) payload = this.#changed(payload);
      const event: Record<string, unknown> = { type: form.type, id, previousEventId: id - behind, timestampMs };
      if (form.named) event.name = name;
      if (flags & MEMBERS) {
        const values = JSON.parse(`[${members}]`) as unknown[];
        for (const [position, value] of values.entries()) {
          const member = form.members[position];
          if (member !== undefined && value !== null) event[member] = value;
        }
      }
      if (form.payload !== undefined && !(flags & BARE)) event[form.payload] = payload;
      events.push(event as unknown as HistoryEvent);
    }
    return events;
  }

  #number(): number {
    const text = this.#text;
    const negative = text.charCodeAt(this.#at) === MINUS;
    let at = negative ? this.#at + 1 : this.#at;
    let value = 0;
    for (; text.charCodeAt(at) !== SEMICOLON; at++) {
      const digit = text.charCodeAt(at) - ZERO;
      if (!(digit >= 0 && digit <= 9)) throw cutShort();
      value = value * 10 + digit;
    }
    this.#at = at + 1;
    return negative ? -value : value;
  }

  #take(length: number): string {
    const end = this.#at + length;
    if (!(end <= this.#text.length)) throw cutShort();
    const taken = this.#text.slice(this.#at, end);
    this.#at = end;
    return taken;
  }

  #changed(last: string): string {
    const start = this.#number();
    const end = this.#number();
    const rest = this.#take(this.#number());
    return last.slice(0, start) + rest + last.slice(last.length - end);
  }
}

function cutShort(): StoredHistoryError {
  return new StoredHistoryError('a history chunk is cut short');
}
