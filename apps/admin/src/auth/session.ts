import { InMemoryWebStorage, type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { SiteConfig } from '../app/config.ts';

/** Staff sign-in of this tab. The access token lives in memory alone: a reload fetches a new one from the issuer. */
export interface Session {
  /** The bearer token, or undefined when nobody is signed in. */
  accessToken(): string | undefined;
  /** Leaves for the issuer; comes back to `returnTo`, a path of this site. */
  signIn(returnTo: string): Promise<void>;
  /** Completes a sign-in at the callback address and says where to go on. */
  completeSignIn(): Promise<string>;
  /** Fetches a new token without leaving the page. False when the issuer wants the person to sign in again. */
  renew(): Promise<boolean>;
  signOut(): Promise<void>;
}

const callbackPath = '/admin/callback';
export const signedOutPath = '/admin/signed-out';

/** Only paths of this site are followed after a sign-in, whatever the state says. */
export const safeReturnPath = (value: unknown): string =>
  typeof value === 'string' && /^\/admin\/(?!callback|signed-out)[^\\]*$/.test(value) ? value : '/admin/';

export function createSession(config: SiteConfig): Session {
  const origin = location.origin;
  const manager = new UserManager({
    authority: config.issuer,
    client_id: config.clientId,
    redirect_uri: origin + callbackPath,
    silent_redirect_uri: origin + callbackPath,
    post_logout_redirect_uri: origin + signedOutPath,
    response_type: 'code',
    scope: config.scope,
    ...(config.resource ? { resource: config.resource } : {}),
    automaticSilentRenew: false,
    monitorSession: false,
    loadUserInfo: false,
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    // What must survive the way to the issuer and back: PKCE verifier and state, never a token.
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
  });

  let user: User | undefined;
  let renewing: Promise<boolean> | undefined;

  const renewOnce = async (): Promise<boolean> => {
    try {
      user = (await manager.signinSilent()) ?? undefined;
    } catch {
      user = undefined;
    }
    return user !== undefined;
  };

  return {
    accessToken: () => user?.access_token,
    signIn: (returnTo) => manager.signinRedirect({ state: returnTo }),
    async completeSignIn() {
      user = await manager.signinRedirectCallback();
      return safeReturnPath(user.state);
    },
    renew() {
      renewing ??= renewOnce().finally(() => {
        renewing = undefined;
      });
      return renewing;
    },
    async signOut() {
      const idToken = user?.id_token;
      user = undefined;
      await manager.signoutRedirect(idToken ? { id_token_hint: idToken } : {});
    },
  };
}

/** In the hidden frame of a silent renewal the page only hands the answer to its parent. */
export const isSilentFrame = (): boolean => window.parent !== window && location.pathname === callbackPath;

export async function answerSilentFrame(config: SiteConfig): Promise<void> {
  await new UserManager({
    authority: config.issuer,
    client_id: config.clientId,
    redirect_uri: location.origin + callbackPath,
  }).signinSilentCallback();
}

export const isCallback = (): boolean => location.pathname === callbackPath;
export const isSignedOutPage = (): boolean => location.pathname === signedOutPath;
