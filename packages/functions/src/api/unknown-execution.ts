/** True if the workflow service knows no such execution: never begun, or purged. */
export const isUnknownExecution = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ExecutionDoesNotExist';
