import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Form from '@cloudscape-design/components/form';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import type { Schemas } from '../../api/context.tsx';
import { type Problem, toProblem, unplacedFields } from '../../api/problem.ts';
import { useFlashes } from '../../app/flashes.tsx';

export type Incident = Schemas['IncidentDetail'];

/** What every form of an action is given. */
export interface ActionFormProps {
  incident: Incident;
  onClose: () => void;
}

interface UseAction {
  incident: Incident;
  /** Said at the top of the page afterwards. */
  success: string;
  /** Sends the action; answers the incident as it is then. */
  send: () => Promise<Incident>;
  onClose: () => void;
}

/** Sends an action once, shows the incident that it leaves, and says what went wrong. */
export function useAction({ incident, success, send, onClose }: UseAction) {
  const queries = useQueryClient();
  const flashes = useFlashes();
  const mutation = useMutation({
    mutationFn: send,
    onSuccess(detail) {
      queries.setQueryData(['incident', incident.id], detail);
      void queries.invalidateQueries({ queryKey: ['incidents'] });
      void queries.invalidateQueries({ queryKey: ['executions', incident.id] });
      flashes.show({ type: 'success', header: success });
      onClose();
    },
  });
  return {
    busy: mutation.isPending,
    problem: mutation.error ? toProblem(mutation.error) : undefined,
    submit: () => {
      if (!mutation.isPending) mutation.mutate();
    },
  };
}

interface ActionModalProps {
  header: string;
  /** Names what will happen, to whom, and what cannot be taken back. */
  consequence: ReactNode;
  confirm: string;
  busy: boolean;
  problem: Problem | undefined;
  /** Pointers of the fields that show their own errors. */
  shown: readonly string[];
  /** Whether everything needed has been filled in; errors show from the first try on. */
  ready: boolean;
  onTry?: () => void;
  onSubmit: () => void;
  onClose: () => void;
  children?: ReactNode;
}

/** The frame of every action: what will happen, its fields, and a button that says it. */
export function ActionModal(props: ActionModalProps) {
  const { header, consequence, confirm, busy, problem, shown, ready, onTry, onSubmit, onClose, children } = props;
  const formId = useId();
  const submit = () => {
    onTry?.();
    if (ready) onSubmit();
  };
  return (
    <Modal
      visible
      onDismiss={onClose}
      header={header}
      closeAriaLabel="Close"
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" form={formId} loading={busy}>
              {confirm}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        id={formId}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Form>
          <SpaceBetween size="l">
            <Box variant="p">{consequence}</Box>
            {problem ? (
              <Alert type="error" header={problem.title}>
                {problem.words}
                {unplacedFields(problem, shown).map(({ pointer, message }) => (
                  <div key={pointer}>{message}</div>
                ))}
              </Alert>
            ) : null}
            {children}
          </SpaceBetween>
        </Form>
      </form>
    </Modal>
  );
}

/** Whether a form has been tried to send: from then on what is missing is said. */
export function useTried(): [boolean, () => void] {
  const [tried, setTried] = useState(false);
  return [tried, () => setTried(true)];
}
