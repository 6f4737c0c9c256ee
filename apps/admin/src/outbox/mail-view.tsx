import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Tabs from '@cloudscape-design/components/tabs';
import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../api/client.ts';
import { type Schemas, useApi } from '../api/context.tsx';
import { RouteLink } from '../app/links.tsx';
import { mailStatuses } from '../format/status-words.ts';
import { LoadFailed } from '../ui/load-failed.tsx';
import { Status } from '../ui/status.tsx';
import { When } from '../ui/when.tsx';
import { MailHtml, MailText } from './mail-body.tsx';

const hidden: Readonly<Record<NonNullable<Schemas['MailDetail']['bodyHidden']>, string>> = {
  'holds-code': 'It holds a code that lets a student in: nobody else is shown it.',
  erased: 'It held a code and was erased when it was sent, or when the code had been used or ended.',
  'not-allowed': 'Your role does not include reading it.',
};

function Body({ detail }: { detail: Schemas['MailDetail'] }) {
  if (detail.bodyHidden)
    return (
      <Alert type="info" header="The body is not shown">
        {hidden[detail.bodyHidden]}
      </Alert>
    );
  const { text, html, mail } = detail;
  return (
    <Tabs
      ariaLabel="Body"
      tabs={[
        ...(html
          ? [{ id: 'html', label: 'As it looks', content: <MailHtml html={html} subject={mail.subject} /> }]
          : []),
        { id: 'text', label: 'Plain text', content: <MailText text={text ?? ''} /> },
      ]}
    />
  );
}

function Detail({ detail }: { detail: Schemas['MailDetail'] }) {
  const { mail } = detail;
  return (
    <SpaceBetween size="l">
      <KeyValuePairs
        columns={2}
        items={[
          { label: 'To', value: `${mail.to.name} <${mail.to.address}>` },
          {
            label: 'Status',
            value: (
              <>
                <Status words={mailStatuses[mail.status]} />
                {mail.statusAt ? (
                  <Box variant="small" display="block">
                    <When at={mail.statusAt} clock="wall" />
                  </Box>
                ) : null}
              </>
            ),
          },
          { label: 'Written', value: <When at={mail.createdAt} clock="wall" /> },
          { label: 'Answers go to', value: detail.replyTo ?? '–' },
          ...(mail.incidentId
            ? [
                {
                  label: 'Incident',
                  value: <RouteLink to={`/incidents/${mail.incidentId}`}>Open the incident</RouteLink>,
                },
              ]
            : []),
          ...(mail.attempts ? [{ label: 'Tries', value: String(mail.attempts) }] : []),
        ]}
      />
      {mail.error ? (
        <Alert
          type={mail.status === 'bounced' ? 'error' : 'warning'}
          header={mail.status === 'bounced' ? 'Why it came back' : 'The last try'}
        >
          {mail.error}
        </Alert>
      ) : null}
      <Body detail={detail} />
    </SpaceBetween>
  );
}

/** One mail, read over the page that it was opened from. */
export function MailView({ mailId, subject, onClose }: { mailId: string; subject: string; onClose: () => void }) {
  const api = useApi();
  const mail = useQuery({
    queryKey: ['mail', mailId],
    gcTime: 0,
    queryFn: ({ signal }) => dataOf(api.GET('/mail/{mailId}', { params: { path: { mailId } }, signal })),
  });
  return (
    <Modal
      visible
      size="large"
      header={mail.data?.mail.subject ?? subject}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        </Box>
      }
    >
      {mail.data ? (
        <Detail detail={mail.data} />
      ) : mail.isError ? (
        <LoadFailed error={mail.error} retry={() => void mail.refetch()} />
      ) : (
        <Spinner />
      )}
    </Modal>
  );
}
