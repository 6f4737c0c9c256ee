interface TokenEvent {
  request: { userAttributes?: Readonly<Record<string, string>> };
  response: unknown;
}

/** Cognito's pre token generation, version 2: access tokens carry the name, which audit entries and pages show. */
export const handler = async (event: TokenEvent): Promise<TokenEvent> => {
  const { name, email } = event.request.userAttributes ?? {};
  const shown = name || email;
  const claimsToAddOrOverride = shown === undefined ? {} : { name: shown };
  return {
    ...event,
    response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride } } },
  };
};
