import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { mayRetry, toProblem } from '../api/problem.ts';

/** In place of what could not be loaded. */
export function LoadFailed({ error, retry }: { error: unknown; retry: () => void }) {
  const problem = toProblem(error);
  return (
    <Alert
      type="error"
      header={problem.title}
      {...(mayRetry(problem) || problem.status === 0 ? { action: <Button onClick={retry}>Try again</Button> } : {})}
    >
      {problem.words}
    </Alert>
  );
}
