import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import type { Schemas } from '../api/context.tsx';
import { mailColumns } from '../outbox/mail-columns.tsx';
import { MailView } from '../outbox/mail-view.tsx';
import { Empty } from '../ui/empty.tsx';

/** Every mail about this incident. */
export function IncidentMail({ mail }: { mail: readonly Schemas['MailListItem'][] }) {
  const [open, setOpen] = useState<Schemas['MailListItem']>();
  return (
    <>
      <Table
        variant="embedded"
        items={[...mail].sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))}
        trackBy="id"
        wrapLines
        enableKeyboardNavigation
        ariaLabels={{ tableLabel: 'Mail' }}
        columnDefinitions={mailColumns(setOpen)}
        empty={
          <Empty title="No mail yet">
            Invitations, reminders, results and decisions appear here as they are written.
          </Empty>
        }
      />
      {open ? <MailView mailId={open.id} subject={open.subject} onClose={() => setOpen(undefined)} /> : null}
    </>
  );
}
