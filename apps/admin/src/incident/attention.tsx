import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { causeWords } from '../format/cause-words.ts';
import { reasonWords } from '../format/status-words.ts';
import { When } from '../ui/when.tsx';
import type { Incident } from './actions/action-form.tsx';
import { findAction, labelOf, type MenuActionName, waitedFor } from './actions/catalogue.ts';

interface AttentionProps {
  incident: Incident;
  onOpen: (name: MenuActionName) => void;
}

/** What about this incident needs somebody, each with the button that sees to it. */
export function Attention({ incident, onOpen }: AttentionProps) {
  // The action that is waited for most has a button beside the page's title already.
  const first = waitedFor(incident.actions);
  const may = (name: MenuActionName): boolean => findAction(incident.actions, name) !== undefined;
  const notice = (
    type: 'info' | 'warning' | 'error',
    header: string,
    words: ReactNode,
    action?: MenuActionName,
  ): ReactNode => (
    <Alert
      key={header}
      type={type}
      header={header}
      {...(action && action !== first && may(action)
        ? { action: <Button onClick={() => onOpen(action)}>{labelOf(action)}</Button> }
        : {})}
    >
      {words}
    </Alert>
  );
  const notices: ReactNode[] = [];
  const { run } = incident;
  if (incident.status === 'registering')
    notices.push(
      notice('info', 'Registering', 'The report has been received and is being stored. This page follows it.'),
    );
  if (incident.stopped || run?.stopped)
    notices.push(
      notice(
        'error',
        'The workflow stopped',
        <>
          {run?.stopped ? (
            <>
              It ended <When at={run.stopped.at} /> with {run.stopped.error || run.stopped.status}
              {run.stopped.cause ? `: ${causeWords(run.stopped.cause)}` : ''}.{' '}
            </>
          ) : null}
          Nothing happens until it goes on.{' '}
          {may('redrive') || may('resume')
            ? 'Redrive tries the failed step again; resume begins a new run where the incident stands.'
            : 'An administrator can make it go on.'}
        </>,
        may('redrive') ? 'redrive' : 'resume',
      ),
    );
  if (incident.status === 'to-be-confirmed')
    notices.push(
      notice(
        'info',
        'This report waits to be confirmed',
        may('confirm')
          ? 'Check the student’s details and record the finding. The student hears nothing before.'
          : 'An officer checks the details. The student hears nothing before.',
        'confirm',
      ),
    );
  if (incident.status === 'awaiting-decision')
    notices.push(
      notice(
        'warning',
        'This incident waits for a decision',
        <>
          {incident.reason ? reasonWords[incident.reason] : ''} No penalty is automatic: people decide.
          {findAction(incident.actions, 'decide')?.conflictOfInterest
            ? ' You reported it, so somebody else should decide it.'
            : ''}
        </>,
        'decide',
      ),
    );
  if (incident.notNotified)
    notices.push(
      notice(
        'warning',
        'The student has not been notified',
        'The invitation has not been accepted by a mail server, or came back. The deadline does not count until one has been.',
        'resend-invitation',
      ),
    );
  const open = incident.requests.filter(({ answer }) => !answer);
  if (open.length > 0)
    notices.push(
      notice(
        'info',
        open.length === 1 ? 'The student has asked for something' : `The student has ${open.length} open requests`,
        <>
          {open.map(({ id, text }) => (
            <div key={id} className="rs-plain-text">
              “{text}”
            </div>
          ))}
          The deadline is held until {open.length === 1 ? 'it is' : 'all are'} answered.
        </>,
        'answer-request',
      ),
    );
  if (incident.mailHeldUntil && Date.parse(incident.mailHeldUntil) > Date.now())
    notices.push(
      notice(
        'info',
        'Its mail is held',
        <>
          It came with a bulk import, which can be undone. The mail goes out{' '}
          <When at={incident.mailHeldUntil} clock="wall" />.
        </>,
      ),
    );
  return notices.length > 0 ? <SpaceBetween size="s">{notices}</SpaceBetween> : null;
}
