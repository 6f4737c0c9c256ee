import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import type { Schemas } from '../api/context.tsx';
import { mailStatuses, mailTemplates } from '../format/status-words.ts';
import { Status } from '../ui/status.tsx';
import { When } from '../ui/when.tsx';

type Row = Schemas['MailListItem'];

/** Columns of mails, in the outbox and on an incident. */
export const mailColumns = (onOpen: (mail: Row) => void): TableProps.ColumnDefinition<Row>[] => [
  {
    id: 'subject',
    header: 'Subject',
    isRowHeader: true,
    minWidth: 215,
    cell: (row) => (
      <Link
        href="#"
        onFollow={(event) => {
          event.preventDefault();
          onOpen(row);
        }}
      >
        {row.subject}
      </Link>
    ),
  },
  { id: 'template', header: 'Kind', minWidth: 120, cell: (row) => mailTemplates[row.template] },
  {
    id: 'to',
    header: 'To',
    minWidth: 185,
    cell: (row) => (
      <>
        {row.to.name}
        <br />
        <small>{row.to.address}</small>
      </>
    ),
  },
  {
    id: 'status',
    header: 'Status',
    minWidth: 170,
    cell: (row) => (
      <>
        <Status words={mailStatuses[row.status]} oneLine />
        {row.error ? (
          <Box variant="small" display="block">
            {row.error}
          </Box>
        ) : null}
      </>
    ),
  },
  { id: 'created', header: 'Written', minWidth: 110, cell: (row) => <When at={row.createdAt} clock="wall" /> },
];
