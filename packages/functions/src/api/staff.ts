import { roles } from '@resit/integrity/access/caller';
import { emailSchema } from '@resit/integrity/incident/report';
import type { StaffAccount } from '@resit/integrity/staff/staff';
import {
  allStaff,
  changeStaff,
  createStaff,
  resetPassword,
  type WithOneTimePassword,
} from '@resit/integrity/use-cases/staff/manage-staff';
import { z } from 'zod';
import {
  type ApiDeps,
  type ApiReply,
  type ApiRequest,
  bodyOf,
  pathOf,
  type Route,
  requiredVersion,
  textField,
} from './route.ts';

const details = {
  name: textField('the name', 200),
  email: emailSchema,
  roles: z.array(z.enum(roles, `Choose among ${roles.join(', ')}.`)).min(1, 'Choose at least one role.'),
};
const createSchema = z.strictObject({
  ...details,
  username: z
    .string('Enter a user name.')
    .trim()
    .min(2, 'Use at least 2 characters for the user name.')
    .max(100, 'Use at most 100 characters for the user name.')
    .regex(/^[A-Za-z0-9][A-Za-z0-9._@+-]*$/, 'Use letters, digits and . _ @ + - for the user name.'),
});
const updateSchema = z.strictObject({ ...details, disabled: z.boolean('Use true or false.') });

function staffView(account: StaffAccount) {
  const { id, username, name, email, disabled, createdAt, version } = account;
  const mustChangePassword = account.oneTime !== undefined;
  return { id, username, name, email, roles: account.roles, disabled, mustChangePassword, createdAt, version };
}

const oneTimeView = ({ account, oneTimePassword, expiresAt }: WithOneTimePassword) => ({
  staff: staffView(account),
  oneTimePassword,
  expiresAt,
});

async function list(deps: ApiDeps): Promise<ApiReply> {
  return { body: { items: (await allStaff(deps)).map(staffView) } };
}

async function create(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const created = await createStaff(deps, { caller: request.caller, ...bodyOf(createSchema, request) });
  return { status: 201, body: oneTimeView(created), version: created.account.version };
}

async function put(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const expectedVersion = requiredVersion(request);
  const body = bodyOf(updateSchema, request);
  const staffId = pathOf(request, 'staffId');
  const account = await changeStaff(deps, { caller: request.caller, staffId, expectedVersion, ...body });
  return { body: staffView(account), version: account.version };
}

async function reset(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const done = await resetPassword(deps, { caller: request.caller, staffId: pathOf(request, 'staffId') });
  return { body: oneTimeView(done) };
}

export const staffRoutes: readonly Route[] = [
  { operation: 'listStaff', at: 'GET /staff', handle: list },
  { operation: 'createStaff', at: 'POST /staff', handle: create },
  { operation: 'putStaff', at: 'PUT /staff/{staffId}', handle: put },
  { operation: 'resetStaffPassword', at: 'POST /staff/{staffId}/one-time-password', handle: reset },
];
