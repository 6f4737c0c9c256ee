/** The command line or the environment asks for something that cannot be done. */
export class CommandError extends Error {
  readonly code = 'COMMAND_REFUSED';
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'CommandError';
  }
}
