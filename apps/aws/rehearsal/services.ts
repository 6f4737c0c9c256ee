import { randomUUID } from 'node:crypto';
import { call, type LocalServer, type Received, type Reply, serveLocally } from './http.ts';
import { roleOfRequest, serviceOfRequest } from './keys.ts';
import type { Mailbox } from './mailbox.ts';
import type { UseLog } from './permissions.ts';
import { ACCOUNT, PARTITION, REGION } from './place.ts';
import { type Json, record } from './template.ts';

export interface ServicesOptions {
  uses: UseLog;
  /** Port of DynamoDB Local. */
  dynamodbPort: number;
  /** Port of `states serve`; known only once it is there. */
  statesPort(): number;
  /** Texts of secrets, by ARN. */
  secrets: Readonly<Record<string, string>>;
  mailbox: Mailbox;
  /** Of the one stream that is read. */
  streamArn: string;
  /** `<role> <service>`: what fails for whom at the moment. */
  outages: ReadonlySet<string>;
  /** Ids of mails that were taken, so that they may come back later. */
  onMailTaken(tags: Readonly<Record<string, string>>): void;
  /** Told of every call but the polling of streams. */
  onCall(): void;
}

interface Services extends LocalServer {
  /** What lies in the queue. */
  messages: Json[];
  /** What lies in buckets, by bucket and key. */
  files: Map<string, { body: Buffer; type: string }>;
}

const arn = (service: string, rest: string): string => `arn:${PARTITION}:${service}:${REGION}:${ACCOUNT}:${rest}`;
const json = (status: number, body: object, type = 'application/x-amz-json-1.0'): Reply => ({
  status,
  headers: { 'content-type': type, 'x-amzn-requestid': randomUUID() },
  body: JSON.stringify(body),
});

/**
 * The services that the functions call, at one address: DynamoDB and Step Functions are passed on to what stands for them,
 * SES, Secrets Manager and SQS are small enough to be here. Every call is written down as its caller's.
 */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const { uses } = options;
  const messages: Json[] = [];
  const files = new Map<string, { body: Buffer; type: string }>();

  async function answer(received: Received): Promise<Reply> {
    const role = roleOfRequest(received.headers);
    const service = serviceOfRequest(received.headers);
    if (role === undefined || service === undefined)
      return json(403, { __type: 'UnrecognizedClientException', message: 'The security token is invalid.' });
    const target = String(received.headers['x-amz-target'] ?? '');
    const action = target.split('.').at(-1) ?? '';
    const isPolling = target.startsWith('DynamoDBStreams');
    if (!isPolling) options.onCall();
    const note = (what: string, resource: string): void => uses.note(role, what, resource);
    // Nothing that an SDK would try again.
    if (options.outages.has(`${role} ${service}`) && !isPolling)
      return json(400, { __type: 'AccessDeniedException', message: 'Not at the moment.' });
    switch (service) {
      case 'dynamodb': {
        for (const use of dynamodbUses(
          action,
          record(JSON.parse(received.body.toString('utf8'))),
          isPolling,
          options.streamArn,
        ))
          note(use.action, use.resource);
        return passedOn(options.dynamodbPort, received);
      }
      case 'states': {
        const input = record(JSON.parse(received.body.toString('utf8')));
        const resource = String(input.stateMachineArn ?? input.executionArn ?? '*');
        // A call that names an alias is judged by the state machine's own ARN, and by the alias's.
        const names = resource.split(':stateMachine:')[1]?.includes(':')
          ? [resource, resource.replace(/:[^:]*$/u, '')]
          : [resource];
        for (const name of action.startsWith('SendTask') ? ['*'] : names) note(`states:${action}`, name);
        return passedOn(options.statesPort(), received);
      }
      case 'secretsmanager': {
        const id = String(record(JSON.parse(received.body.toString('utf8'))).SecretId);
        note(`secretsmanager:${action}`, id);
        const SecretString = options.secrets[id];
        if (action !== 'GetSecretValue' || SecretString === undefined)
          return json(
            400,
            { __type: 'ResourceNotFoundException', Message: 'There is no such secret.' },
            'application/x-amz-json-1.1',
          );
        return json(
          200,
          { ARN: id, Name: id, SecretString, VersionId: randomUUID(), VersionStages: ['AWSCURRENT'] },
          'application/x-amz-json-1.1',
        );
      }
      case 's3':
        return objects(received, note);
      case 'ses':
        return sendEmail(received, note);
      case 'sqs': {
        const { QueueUrl = '', MessageBody = '' } = record(JSON.parse(received.body.toString('utf8')));
        note(`sqs:${action}`, arn('sqs', String(QueueUrl).split('/').at(-1) ?? ''));
        messages.push(record(JSON.parse(String(MessageBody))));
        return json(200, { MessageId: randomUUID(), MD5OfMessageBody: '' });
      }
      default:
        note(`${service}:${action || `${received.method} ${received.url}`}`, '*');
        return json(400, { __type: 'UnknownOperationException', message: `Nobody stands for ${service} here.` });
    }
  }

  /** S3, as far as files are put, read and deleted by name. */
  function objects({ method, url, headers, body }: Received, note: (action: string, resource: string) => void): Reply {
    const path = decodeURIComponent(url.split('?')[0] ?? '').slice(1);
    const action = { PUT: 'PutObject', GET: 'GetObject', HEAD: 'GetObject', DELETE: 'DeleteObject' }[method] ?? method;
    note(`s3:${action}`, `arn:${PARTITION}:s3:::${path}`);
    const known = files.get(path);
    if (method === 'PUT') {
      files.set(path, { body, type: String(headers['content-type'] ?? 'binary/octet-stream') });
      return { status: 200, headers: { etag: '"rehearsal"' } };
    }
    if (method === 'DELETE') {
      files.delete(path);
      return { status: 204 };
    }
    if (known) return { status: 200, headers: { 'content-type': known.type, etag: '"rehearsal"' }, body: known.body };
    // That there is no such file S3 tells only those who may list the bucket.
    note('s3:ListBucket', `arn:${PARTITION}:s3:::${path.split('/')[0]}`);
    const xml = '<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>There is no such key.</Message></Error>';
    return { status: 404, headers: { 'content-type': 'application/xml' }, body: xml };
  }

  /** SES v2: `POST /v2/email/outbound-emails`. */
  function sendEmail(received: Received, note: (action: string, resource: string) => void): Reply {
    const rest = 'application/json';
    if (received.method !== 'POST' || !received.url.startsWith('/v2/email/outbound-emails'))
      return json(404, { message: 'There is no such operation.' }, rest);
    const input = record(JSON.parse(received.body.toString('utf8')));
    const from = String(input.FromEmailAddress);
    note('ses:SendEmail', arn('ses', `identity/${/@([^>]+)>?$/u.exec(from)?.[1] ?? ''}`));
    if (typeof input.ConfigurationSetName === 'string')
      note('ses:SendEmail', arn('ses', `configuration-set/${input.ConfigurationSetName}`));
    const to = String((record(input.Destination).ToAddresses as unknown[] | undefined)?.[0] ?? '');
    const address = /<([^>]+)>$/u.exec(to)?.[1] ?? to;
    const refusal = options.mailbox.refusalOf(address);
    if (refusal !== undefined) {
      const refused = json(400, { message: refusal }, rest);
      return { ...refused, headers: { ...refused.headers, 'x-amzn-errortype': 'BadRequestException' } };
    }
    const simple = record(record(input.Content).Simple);
    const part = (value: unknown): string => String(record(value).Data ?? '');
    options.mailbox.put(address, { subject: part(simple.Subject), text: part(record(simple.Body).Text) });
    const tags = ((input.EmailTags ?? []) as { Name: string; Value: string }[]).map(({ Name, Value }) => [Name, Value]);
    options.onMailTaken(Object.fromEntries(tags) as Record<string, string>);
    return json(200, { MessageId: randomUUID() }, rest);
  }

  const server = await serveLocally(answer);
  return { ...server, messages, files };
}

async function passedOn(port: number, { method, url, headers, body }: Received): Promise<Reply> {
  const { host: _host, connection: _connection, 'content-length': _length, ...rest } = headers;
  const answered = await call({ port, method, path: url, headers: rest as Record<string, string>, body });
  const {
    connection: _closed,
    'transfer-encoding': _chunked,
    'content-length': _long,
    'keep-alive': _kept,
    ...given
  } = answered.headers;
  return { status: answered.status, headers: given as Record<string, string>, body: answered.body };
}

/** IAM judges the parts of a transaction each as the action that it is. */
function dynamodbUses(
  action: string,
  input: Json,
  isPolling: boolean,
  streamArn: string,
): { action: string; resource: string }[] {
  const table = (name: unknown): string => arn('dynamodb', `table/${String(name)}`);
  // A shard's iterator does not tell of which stream it is; there is one.
  if (isPolling) return [{ action: `dynamodb:${action}`, resource: streamArn }];
  const parts: Readonly<Record<string, string>> = {
    Put: 'PutItem',
    Update: 'UpdateItem',
    Delete: 'DeleteItem',
    ConditionCheck: 'ConditionCheckItem',
    Get: 'GetItem',
  };
  if (Array.isArray(input.TransactItems))
    return input.TransactItems.flatMap((item) =>
      Object.entries(record(item)).map(([name, part]) => ({
        action: `dynamodb:${parts[name] ?? name}`,
        resource: table(record(part).TableName),
      })),
    );
  if (typeof input.RequestItems === 'object')
    return Object.keys(record(input.RequestItems)).map((name) => ({
      action: `dynamodb:${action}`,
      resource: table(name),
    }));
  return [{ action: `dynamodb:${action}`, resource: table(input.TableName) }];
}
