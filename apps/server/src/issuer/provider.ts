import type { Log } from '@resit/functions/hosting/log';
import type { Repository } from '@resit/integrity/ports/repository';
import Provider, {
  type Configuration,
  errors,
  interactionPolicy,
  type JWK,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import type { Keys } from '../host/keys.ts';
import { hostPagePolicy, type PageFrame } from '../http/page.ts';
import { isSecret } from './client-secret.ts';
import type { IssuerStore } from './issuer-store.ts';
import { signedOutPage, signInFailedPage, signOutPage } from './pages.ts';
import { isInForce } from './standing.ts';

export const ADMIN_CLIENT_ID = 'resit-admin';
const ACCESS_TOKEN_S = 10 * 60;
const SESSION_S = 12 * 60 * 60;
const INTERACTION_S = 60 * 60;

export interface ProviderDeps {
  origin: string;
  repository: Repository;
  store: IssuerStore;
  keys: Keys;
  frame: PageFrame;
  signOutScriptPath: string;
  log: Log;
}

/** Audience of access tokens for the API. */
export const audienceOf = (origin: string): string => `${origin}/api`;
export const issuerOf = (origin: string): string => `${origin}/oidc`;

/** The built-in OpenID issuer: code flow with PKCE for the Admin site, client credentials for systems. */
export function createProvider({
  origin,
  repository,
  store,
  keys,
  frame,
  signOutScriptPath,
  log,
}: ProviderDeps): Provider {
  const resource = audienceOf(origin);
  const show = (ctx: KoaContextWithOIDC, body: unknown) => {
    ctx.set('Content-Security-Policy', hostPagePolicy);
    ctx.set('Cache-Control', 'no-store');
    ctx.type = 'html';
    ctx.body = String(body);
  };

  const configuration: Configuration = {
    adapter: (name: string) =>
      name === 'Client'
        ? { ...store.adapter(name), find: (id: string) => findClient(repository, id) }
        : store.adapter(name),
    clients: [
      {
        client_id: ADMIN_CLIENT_ID,
        client_name: 'Resit Admin',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code'],
        response_types: ['code'],
        redirect_uris: [`${origin}/admin/callback`],
        post_logout_redirect_uris: [`${origin}/admin/signed-out`],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    jwks: { keys: keys.signingKeys as unknown as JWK[] },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    // With the prefix no neighbour under the same domain can plant a session of its own.
    cookies: {
      keys: keys.cookieKeys,
      names: { session: origin.startsWith('https:') ? '__Host-resit-staff' : 'resit-staff' },
    },
    scopes: ['openid', 'profile'],
    claims: { openid: ['sub'], profile: ['name', 'roles'] },
    conformIdTokenClaims: false,
    subjectTypes: ['public'],
    responseTypes: ['code'],
    pkce: { required: () => true },
    clientAuthMethods: ['client_secret_basic', 'none'],
    // Browsers name the origin of every POST, the site's own too.
    clientBasedCORS: (_ctx, requestOrigin) => requestOrigin === origin,
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      userinfo: { enabled: false },
      clientCredentials: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => show(ctx, signOutPage(frame, form, signOutScriptPath)),
        postLogoutSuccessSource: (ctx) => show(ctx, signedOutPage(frame)),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, indicator) => {
          if (indicator !== resource) throw new errors.InvalidTarget();
          return {
            scope: '',
            audience: resource,
            accessTokenFormat: 'jwt',
            accessTokenTTL: ACCESS_TOKEN_S,
            jwt: { sign: { alg: 'ES256' } },
          };
        },
      },
    },
    interactions: { policy: signInPolicy(), url: (_ctx, interaction) => `/oidc/interaction/${interaction.uid}` },
    ttl: {
      AccessToken: ACCESS_TOKEN_S,
      AuthorizationCode: 60,
      ClientCredentials: ACCESS_TOKEN_S,
      Grant: SESSION_S,
      IdToken: ACCESS_TOKEN_S,
      Interaction: INTERACTION_S,
      Session: SESSION_S,
    },
    async findAccount(ctx, id) {
      const account = await repository.get('staff', id);
      const sinceS = ctx.oidc.session?.loginTs ?? Number.POSITIVE_INFINITY;
      if (!account || !isInForce(account, sinceS)) return undefined;
      return { accountId: id, claims: () => ({ sub: id, name: account.name, roles: [...account.roles] }) };
    },
    async extraTokenClaims(_ctx, token) {
      const isClient = token.kind === 'ClientCredentials';
      const holder = isClient
        ? await repository.get('client', token.clientId ?? '')
        : await repository.get('staff', (token as { accountId?: string }).accountId ?? '');
      return holder && { name: holder.name, roles: [...holder.roles] };
    },
    // The Admin site is ours: nobody is asked whether it may know who they are.
    async loadExistingGrant(ctx) {
      const { client, session, provider: issuer } = ctx.oidc;
      if (!client || !session?.accountId) return undefined;
      const known = session.grantIdFor(client.clientId);
      const kept = known === undefined ? undefined : await issuer.Grant.find(known);
      if (kept) return kept;
      const grant = new issuer.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
    renderError(ctx, out, error) {
      log.warn('sign-in refused', { reason: out.error }, error);
      show(ctx, signInFailedPage(frame, 'The sign-in could not go on from here.'));
    },
  };

  const provider = new Provider(issuerOf(origin), configuration);
  // The server in front says by which address it was reached; see sign-in-door.ts.
  provider.proxy = true;
  const prototype = provider.Client.prototype as unknown as { compareClientSecret(actual: string): boolean };
  prototype.compareClientSecret = function compare(this: { clientSecret: string }, actual: string) {
    return isSecret(actual, this.clientSecret);
  };
  provider.on('server_error', (_ctx: unknown, error: unknown) => log.error('issuer failed', {}, error));
  return provider;
}

/** The protocol's own, and: a session whose account is not in force any more has to sign in again. */
function signInPolicy(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  const { Check } = interactionPolicy;
  const isOver = (ctx: KoaContextWithOIDC) =>
    ctx.oidc.session?.accountId !== undefined && ctx.oidc.account === undefined
      ? Check.REQUEST_PROMPT
      : Check.NO_NEED_TO_PROMPT;
  policy.get('login')?.checks.add(new Check('account_over', 'The sign-in is over', 'login_required', isOver));
  return policy;
}

async function findClient(repository: Repository, id: string) {
  const client = await repository.get('client', id);
  if (!client || client.disabled) return undefined;
  return {
    client_id: client.id,
    client_name: client.name,
    // Compared as a hash, see compareClientSecret.
    client_secret: client.secretHash,
    token_endpoint_auth_method: 'client_secret_basic' as const,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  };
}
