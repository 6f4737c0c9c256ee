/**
 * Names of the student's cookies. On https they carry the `__Host-` prefix, so that no other host can set them; on http
 * loopback, where browsers refuse that prefix, they do without it.
 */
const named = (name: string, secure: boolean): string => (secure ? `__Host-${name}` : name);

/** The exam session: what a code buys. */
export const sessionCookieName = (secure: boolean): string => named('resit-exam', secure);

/** What binds a code to the browser that asked for it. */
export const browserCookieName = (secure: boolean): string => named('resit-browser', secure);
