import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { dataOf } from '../../api/client.ts';
import { useApi } from '../../api/context.tsx';
import { fieldWords, toProblem } from '../../api/problem.ts';
import { When } from '../../ui/when.tsx';
import { type ActionFormProps, ActionModal, useTried } from './action-form.tsx';
import { WhyField, whyError } from './why-field.tsx';

/** A code for a student who cannot read their mail, after an identity check; shown once. */
export function IssueCodeForm({ incident, onClose }: ActionFormProps) {
  const api = useApi();
  const [identityCheck, setIdentityCheck] = useState('');
  const [tried, onTry] = useTried();
  const issue = useMutation({
    gcTime: 0,
    mutationFn: () =>
      dataOf(
        api.POST('/incident/{incidentId}/issue-code', {
          params: { path: { incidentId: incident.id } },
          body: { identityCheck: identityCheck.trim() },
        }),
      ),
  });
  const problem = issue.error ? toProblem(issue.error) : undefined;
  if (issue.data)
    return (
      <Modal
        visible
        onDismiss={onClose}
        header="The code"
        closeAriaLabel="Close"
        footer={
          <Box float="right">
            <Button variant="primary" onClick={onClose}>
              Done
            </Button>
          </Box>
        }
      >
        <SpaceBetween size="l">
          <Alert type="info">Tell it to the student now. It is shown this once and can be used once.</Alert>
          <KeyValuePairs
            columns={1}
            items={[
              {
                label: 'Code',
                value: (
                  <Box fontSize="heading-xl" fontWeight="bold">
                    <CopyToClipboard
                      variant="inline"
                      textToCopy={issue.data.code}
                      copyButtonAriaLabel="Copy code"
                      copySuccessText="Copied"
                      copyErrorText="Could not be copied"
                    />
                  </Box>
                ),
              },
              { label: 'Ends', value: <When at={issue.data.expiresAt} clock="wall" /> },
              { label: 'Where the student enters it', value: <span className="rs-plain-text">{issue.data.link}</span> },
            ]}
          />
        </SpaceBetween>
      </Modal>
    );
  return (
    <ActionModal
      header="Issue a code"
      consequence={
        <>
          For a student who cannot reach their mailbox. Make sure first that it is{' '}
          <b>{incident.student?.name ?? 'the student'}</b>: whoever has the code can sit the exam.
        </>
      }
      confirm="Issue code"
      busy={issue.isPending}
      problem={problem}
      shown={['/identityCheck']}
      ready={identityCheck.trim() !== ''}
      onTry={onTry}
      onSubmit={() => issue.mutate()}
      onClose={onClose}
    >
      <WhyField
        value={identityCheck}
        onChange={setIdentityCheck}
        label="How you checked who they are"
        description="It goes into the audit log, with your name. For example: student card shown at the desk."
        errorText={whyError(identityCheck, tried, fieldWords(problem, '/identityCheck')).replace(
          'Give a reason.',
          'Say how you checked.',
        )}
      />
    </ActionModal>
  );
}
