import { type AuthorizerEvent, type AuthorizerResult, createAuthorizer } from '@resit/functions/authorizer';
import { verifyForeignTokens } from '@resit/functions/hosting/foreign-tokens';
import { systemIds } from '@resit/functions/hosting/system-ids';
import { readEnvironment } from '../environment.ts';
import { onFault } from '../function-log.ts';

const environment = readEnvironment([
  'OIDC_ISSUER',
  'OIDC_AUDIENCE',
  'OIDC_ROLES_CLAIM',
  'OIDC_ROLE_LECTURER',
  'OIDC_ROLE_OFFICER',
  'OIDC_ROLE_ADMINISTRATOR',
]);

const authorize = createAuthorizer({
  verify: verifyForeignTokens({
    issuer: environment.OIDC_ISSUER,
    audience: environment.OIDC_AUDIENCE,
    rolesClaim: environment.OIDC_ROLES_CLAIM,
    roles: {
      lecturer: environment.OIDC_ROLE_LECTURER,
      officer: environment.OIDC_ROLE_OFFICER,
      administrator: environment.OIDC_ROLE_ADMINISTRATOR,
    },
    setting: 'the parameter OidcIssuer',
  }),
  ids: systemIds,
});

interface RequestEvent extends AuthorizerEvent {
  requestContext?: { requestId?: string };
}

export const handler = async (event: RequestEvent): Promise<AuthorizerResult> => {
  try {
    return await authorize(event);
  } catch (error) {
    if (!(error instanceof Error) || error.message !== 'Unauthorized')
      onFault(error, event.requestContext?.requestId ?? '');
    throw error;
  }
};
