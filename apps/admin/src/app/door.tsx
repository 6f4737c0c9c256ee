import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';

interface DoorProps {
  title: string;
  words: string;
  problem?: boolean;
  action?: { text: string; onClick: () => void };
}

/** The one page outside the site: before sign-in, after sign-out, and when it cannot start. */
export function Door({ title, words, problem, action }: DoorProps) {
  return (
    <main className="rs-centre">
      <div className="rs-door">
        <Container header={<Header variant="h1">{title}</Header>}>
          <SpaceBetween size="l">
            {problem ? <Alert type="error">{words}</Alert> : <Box variant="p">{words}</Box>}
            {action ? (
              <Button variant="primary" onClick={action.onClick}>
                {action.text}
              </Button>
            ) : null}
          </SpaceBetween>
        </Container>
      </div>
    </main>
  );
}

export const Starting = ({ words }: { words: string }) => (
  <main className="rs-centre" aria-busy="true">
    <Box color="text-body-secondary">
      <Spinner size="normal" /> {words}
    </Box>
  </main>
);
