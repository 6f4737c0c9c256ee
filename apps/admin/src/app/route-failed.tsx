import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useRouteError } from 'react-router';
import { toProblem } from '../api/problem.ts';
import { Page } from './page.tsx';

/** A page that could not be shown: mostly a file that is gone because the site was renewed meanwhile. */
export function RouteFailed() {
  const problem = toProblem(useRouteError());
  return (
    <Page title="This page failed">
      <Alert
        type="error"
        header="This page could not be shown"
        action={<Button onClick={() => location.reload()}>Reload</Button>}
      >
        The site may have been renewed while you had it open: reload it. {problem.status > 0 ? problem.words : ''}
      </Alert>
    </Page>
  );
}
