import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import Multiselect from '@cloudscape-design/components/multiselect';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { dataOf } from '../api/client.ts';
import { type Schemas, useApi } from '../api/context.tsx';
import { fieldWords, toProblem, unplacedFields } from '../api/problem.ts';
import { useFlashes } from '../app/flashes.tsx';

type Staff = Schemas['StaffView'];
type Role = Staff['roles'][number];

export const roleOptions: readonly { value: Role; label: string; description: string }[] = [
  { value: 'lecturer', label: 'Lecturer', description: 'Reports incidents and sees where their own stand.' },
  { value: 'officer', label: 'Integrity officer', description: 'Sees every incident and acts on it.' },
  {
    value: 'administrator',
    label: 'Administrator',
    description: 'All of that, and accounts, policy, questions, audit.',
  },
];

interface AccountFormProps {
  /** The account to change; absent: a new one. */
  account: Staff | undefined;
  onClose: () => void;
  onOneTimePassword: (made: Schemas['OneTimePassword']) => void;
}

/** Makes an account, or changes one. */
export function AccountForm({ account, onClose, onOneTimePassword }: AccountFormProps) {
  const api = useApi();
  const queries = useQueryClient();
  const flashes = useFlashes();
  const formId = useId();
  const [username, setUsername] = useState('');
  const [name, setName] = useState(account?.name ?? '');
  const [email, setEmail] = useState(account?.email ?? '');
  const [roles, setRoles] = useState<readonly Role[]>(account?.roles ?? ['lecturer']);
  const [disabled, setDisabled] = useState(account?.disabled ?? false);
  const save = useMutation({
    mutationFn: async () => {
      const details = { name: name.trim(), email: email.trim(), roles: [...roles] };
      if (!account) return dataOf(api.POST('/staff', { body: { username: username.trim(), ...details } }));
      await dataOf(
        api.PUT('/staff/{staffId}', {
          params: { path: { staffId: account.id }, header: { 'If-Match': `"${account.version}"` } },
          body: { ...details, disabled },
        }),
      );
      return undefined;
    },
    onSuccess: (made) => {
      void queries.invalidateQueries({ queryKey: ['staff'] });
      onClose();
      if (made) onOneTimePassword(made);
      else flashes.show({ type: 'success', header: `The account of ${name.trim()} is changed` });
    },
  });
  const problem = save.error ? toProblem(save.error) : undefined;
  const ready = Boolean((account || username.trim()) && name.trim() && email.trim() && roles.length > 0);
  return (
    <Modal
      visible
      header={account ? `Change ${account.name}` : 'New staff account'}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" form={formId} disabled={!ready} loading={save.isPending}>
              {account ? 'Save' : 'Make account'}
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
          if (ready && !save.isPending) save.mutate();
        }}
      >
        <SpaceBetween size="m">
          {problem ? (
            <Alert type="error" header={problem.title}>
              {problem.words}
              {unplacedFields(problem, ['/username', '/name', '/email', '/roles', '/disabled']).map(
                ({ pointer, message }) => (
                  <div key={pointer}>{message}</div>
                ),
              )}
            </Alert>
          ) : null}
          {account ? null : (
            <FormField
              label="User name"
              description="How the person signs in. It cannot be changed later."
              errorText={fieldWords(problem, '/username')}
            >
              <Input value={username} onChange={({ detail }) => setUsername(detail.value)} autoComplete={false} />
            </FormField>
          )}
          <FormField label="Full name" errorText={fieldWords(problem, '/name')}>
            <Input value={name} onChange={({ detail }) => setName(detail.value)} />
          </FormField>
          <FormField label="Email" errorText={fieldWords(problem, '/email')}>
            <Input type="email" value={email} onChange={({ detail }) => setEmail(detail.value)} />
          </FormField>
          <FormField
            label="Roles"
            errorText={fieldWords(problem, '/roles') || (roles.length === 0 ? 'Choose one or more.' : '')}
          >
            <Multiselect
              selectedOptions={roleOptions.filter(({ value }) => roles.includes(value))}
              options={roleOptions}
              onChange={({ detail }) =>
                setRoles(
                  roleOptions
                    .map(({ value }) => value)
                    .filter((role) => detail.selectedOptions.some(({ value }) => value === role)),
                )
              }
            />
          </FormField>
          {account ? (
            <FormField errorText={fieldWords(problem, '/disabled')}>
              <Toggle
                checked={disabled}
                onChange={({ detail }) => setDisabled(detail.checked)}
                description="Nobody can sign in with it. What the person did stays in the record."
              >
                Disabled
              </Toggle>
            </FormField>
          ) : null}
        </SpaceBetween>
      </form>
    </Modal>
  );
}
