import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Schemas } from '../api/context.tsx';
import { Empty } from '../ui/empty.tsx';
import { When } from '../ui/when.tsx';

type StudentRequest = Schemas['RequestView'];

interface RequestsProps {
  requests: readonly StudentRequest[];
  mayAnswer: boolean;
  onAnswer: (requestId: string) => void;
}

/** What the student has asked for, and what was answered. */
export function Requests({ requests, mayAnswer, onAnswer }: RequestsProps) {
  if (requests.length === 0)
    return (
      <Empty title="The student has asked for nothing">
        On their exam’s page they can ask for more time, or say that it is a mistake. The deadline is held until you
        answer.
      </Empty>
    );
  return (
    <SpaceBetween size="m">
      {[...requests]
        .sort((a, b) => Date.parse(b.askedAt) - Date.parse(a.askedAt))
        .map((request) => (
          <Container
            key={request.id}
            header={
              <Header
                variant="h3"
                description={
                  <>
                    Asked <When at={request.askedAt} />
                  </>
                }
                actions={
                  !request.answer && mayAnswer ? (
                    <Button onClick={() => onAnswer(request.id)}>Answer</Button>
                  ) : undefined
                }
              >
                {request.type === 'more-time' ? 'More time' : 'It is a mistake'}
              </Header>
            }
          >
            <SpaceBetween size="s">
              <div className="rs-plain-text">{request.text}</div>
              {request.answer ? (
                <div>
                  <StatusIndicator type={request.answer.granted ? 'success' : 'stopped'}>
                    {request.answer.granted ? 'Granted' : 'Not granted'}
                  </StatusIndicator>
                  <div className="rs-plain-text">{request.answer.text}</div>
                  <Box variant="small">
                    {request.answer.by}, <When at={request.answer.at} />
                  </Box>
                </div>
              ) : (
                <StatusIndicator type="pending">Waits for an answer; the deadline is held</StatusIndicator>
              )}
            </SpaceBetween>
          </Container>
        ))}
    </SpaceBetween>
  );
}
