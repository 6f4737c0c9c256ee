/** Runs one administration command. Returns the process's exit code. */
export async function runCommand(_args: readonly string[]): Promise<number> {
  return 0;
}
