// Reads what exporters send, from the bytes: independent of the library that wrote them.
// Source: OpenTelemetry's opentelemetry/proto/trace/v1/trace.proto, and Protocol Buffers' wire format.

/** A span as a collector gets it. Ids are in hexadecimal digits. */
export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  /** Empty for the first span of a trace. */
  parentId: string;
  name: string;
  /** 1 internal, 2 server. */
  kind: number;
  startNs: bigint;
  endNs: bigint;
  attributes: Record<string, string | number>;
  links: { traceId: string; spanId: string }[];
  /** 0 unset, 2 error. */
  status: number;
  /** Attributes of what the span is of. */
  resource: Record<string, string | number>;
}

/** A request held something that is no message. */
class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage';
  readonly code = 'unreadable-message';
}

type Field = bigint | Buffer;
type Message = ReadonlyMap<number, readonly Field[]>;

/** Fields of a message by their numbers. */
function read(bytes: Buffer): Message {
  const fields = new Map<number, Field[]>();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at];
      if (byte === undefined || shift > 63n) throw new UnreadableMessage('a number has no end');
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw new UnreadableMessage('a field is cut off');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const number = tag >>> 3;
    let value: Field;
    if ((tag & 7) === 0) value = varint();
    else if ((tag & 7) === 1) value = take(8).readBigUInt64LE();
    else if ((tag & 7) === 2) value = take(Number(varint()));
    else if ((tag & 7) === 5) value = BigInt(take(4).readUInt32LE());
    else throw new UnreadableMessage(`there is no wire type ${tag & 7}`);
    fields.set(number, [...(fields.get(number) ?? []), value]);
  }
  return fields;
}

const messages = (message: Message, number: number): Message[] =>
  (message.get(number) ?? []).flatMap((field) => (typeof field === 'bigint' ? [] : [read(field)]));
const bytesOf = (message: Message, number: number): Buffer => {
  const field = message.get(number)?.[0];
  return Buffer.isBuffer(field) ? field : Buffer.alloc(0);
};
const hex = (message: Message, number: number): string => bytesOf(message, number).toString('hex');
const text = (message: Message, number: number): string => bytesOf(message, number).toString('utf8');
const integer = (message: Message, number: number): bigint => {
  const field = message.get(number)?.[0];
  return typeof field === 'bigint' ? field : 0n;
};

function attributesOf(message: Message, number: number): Record<string, string | number> {
  const pairs = messages(message, number).map((pair): [string, string | number] => {
    const [value] = messages(pair, 2);
    if (!value) throw new UnreadableMessage('an attribute has no value');
    return [text(pair, 1), value.has(1) ? text(value, 1) : Number(integer(value, 3))];
  });
  return Object.fromEntries(pairs);
}

/** The spans of an ExportTraceServiceRequest. */
export const readSpans = (body: Buffer): ReceivedSpan[] =>
  messages(read(body), 1).flatMap((ofResource) => {
    const resource = messages(ofResource, 1).map((one) => attributesOf(one, 1))[0] ?? {};
    return messages(ofResource, 2)
      .flatMap((ofScope) => messages(ofScope, 2))
      .map((span) => ({
        traceId: hex(span, 1),
        spanId: hex(span, 2),
        parentId: hex(span, 4),
        name: text(span, 5),
        kind: Number(integer(span, 6)),
        startNs: integer(span, 7),
        endNs: integer(span, 8),
        attributes: attributesOf(span, 9),
        links: messages(span, 13).map((link) => ({ traceId: hex(link, 1), spanId: hex(link, 2) })),
        status: Number(messages(span, 15).map((one) => integer(one, 3))[0] ?? 0n),
        resource,
      }));
  });
