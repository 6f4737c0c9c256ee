import { verifyForeignTokens as verifyTokensOf } from '@resit/functions/hosting/foreign-tokens';
import { type Settings, settingsTable } from '../settings/table.ts';
import type { VerifyToken } from './verify.ts';

/** Tokens of the issuer that the settings name. */
export const verifyForeignTokens = (issuer: string, settings: Settings): VerifyToken =>
  verifyTokensOf({
    issuer,
    audience: settings.oidcAudience,
    rolesClaim: settings.oidcRolesClaim,
    roles: settings.oidcRoles,
    setting: settingsTable.oidcIssuer.name,
  });
