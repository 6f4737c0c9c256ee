import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { dataOf } from '../api/client.ts';
import { useApi } from '../api/context.tsx';
import { toProblem } from '../api/problem.ts';
import { Empty } from '../ui/empty.tsx';
import { When } from '../ui/when.tsx';
import type { Incident } from './actions/action-form.tsx';
import { findAction } from './actions/catalogue.ts';

/** Notes of staff; the student never sees them. */
export function Notes({ incident }: { incident: Incident }) {
  const api = useApi();
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const add = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST('/incident/{incidentId}/notes', {
          params: { path: { incidentId: incident.id } },
          body: { text: text.trim() },
        }),
      ),
    onSuccess: (detail) => {
      setText('');
      queries.setQueryData(['incident', incident.id], detail);
    },
  });
  return (
    <SpaceBetween size="l">
      {findAction(incident.actions, 'notes') ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim() && !add.isPending) add.mutate();
          }}
        >
          <SpaceBetween size="s">
            <FormField
              label="New note"
              description="For colleagues; the student never sees it."
              errorText={add.error ? toProblem(add.error).words : ''}
              stretch
            >
              <Textarea value={text} onChange={({ detail }) => setText(detail.value)} rows={3} />
            </FormField>
            <Button formAction="submit" disabled={!text.trim()} loading={add.isPending}>
              Add note
            </Button>
          </SpaceBetween>
        </form>
      ) : null}
      {incident.notes.length === 0 ? (
        <Empty title="No notes yet">Write down what colleagues should know: calls, meetings, what was agreed.</Empty>
      ) : (
        [...incident.notes]
          .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
          .map((note) => (
            <div key={note.id}>
              <Box variant="small">
                <b>{note.by.name}</b>, <When at={note.at} />
              </Box>
              <div className="rs-plain-text">{note.text}</div>
            </div>
          ))
      )}
    </SpaceBetween>
  );
}
