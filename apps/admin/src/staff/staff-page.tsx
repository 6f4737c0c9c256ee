import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Header from '@cloudscape-design/components/header';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { dataOf } from '../api/client.ts';
import { type Schemas, useApi } from '../api/context.tsx';
import { useAppearance } from '../app/appearance.ts';
import { useFlashes } from '../app/flashes.tsx';
import { Page } from '../app/page.tsx';
import { useMay } from '../app/permissions.ts';
import { Email } from '../ui/email.tsx';
import { Empty } from '../ui/empty.tsx';
import { LoadFailed } from '../ui/load-failed.tsx';
import { When } from '../ui/when.tsx';
import { AccountForm, roleOptions } from './account-form.tsx';
import { OneTimePassword } from './one-time-password.tsx';

type Staff = Schemas['StaffView'];
type Open = { form: 'account'; account: Staff | undefined } | { form: 'reset'; account: Staff };

export function StaffPage() {
  const api = useApi();
  const may = useMay();
  const queries = useQueryClient();
  const flashes = useFlashes();
  const { density } = useAppearance();
  const [open, setOpen] = useState<Open>();
  const [made, setMade] = useState<Schemas['OneTimePassword']>();
  const staff = useQuery({ queryKey: ['staff'], queryFn: ({ signal }) => dataOf(api.GET('/staff', { signal })) });
  const reset = useMutation({
    gcTime: 0,
    mutationFn: (account: Staff) =>
      dataOf(api.POST('/staff/{staffId}/one-time-password', { params: { path: { staffId: account.id } } })),
    onSuccess: (password) => {
      setMade(password);
      void queries.invalidateQueries({ queryKey: ['staff'] });
    },
    onError: (thrown) => flashes.showProblem(thrown, 'No new password was made'),
    onSettled: () => setOpen(undefined),
  });
  return (
    <Page title="Staff accounts" contentType="table">
      {staff.isError && !staff.data ? (
        <LoadFailed error={staff.error} retry={() => void staff.refetch()} />
      ) : (
        <Table
          variant="full-page"
          stickyHeader
          items={staff.data?.items ?? []}
          trackBy="id"
          loading={staff.isPending}
          loadingText="Loading accounts"
          wrapLines
          contentDensity={density}
          enableKeyboardNavigation
          ariaLabels={{ tableLabel: 'Staff accounts' }}
          header={
            <Header
              variant="awsui-h1-sticky"
              counter={staff.data ? `(${staff.data.items.length})` : ''}
              description="People who sign in here. With an issuer of your own, accounts and roles come from there instead."
              actions={
                may('createStaff') ? (
                  <Button variant="primary" onClick={() => setOpen({ form: 'account', account: undefined })}>
                    New account
                  </Button>
                ) : undefined
              }
            >
              Staff accounts
            </Header>
          }
          columnDefinitions={[
            {
              id: 'name',
              header: 'Name',
              isRowHeader: true,
              minWidth: 160,
              cell: (row) => (
                <>
                  {row.name}
                  <br />
                  <small>{row.username}</small>
                </>
              ),
            },
            { id: 'email', header: 'Email', minWidth: 210, cell: (row) => <Email address={row.email} /> },
            {
              id: 'roles',
              header: 'Roles',
              minWidth: 150,
              cell: (row) =>
                roleOptions
                  .filter(({ value }) => row.roles.includes(value))
                  .map(({ label }) => label)
                  .join(', '),
            },
            {
              id: 'status',
              header: 'Status',
              minWidth: 170,
              cell: (row) =>
                row.disabled ? (
                  <StatusIndicator type="stopped">Disabled</StatusIndicator>
                ) : row.mustChangePassword ? (
                  <StatusIndicator type="pending">One-time password</StatusIndicator>
                ) : (
                  <StatusIndicator type="success">Active</StatusIndicator>
                ),
            },
            { id: 'created', header: 'Made', minWidth: 110, cell: (row) => <When at={row.createdAt} clock="wall" /> },
            {
              id: 'actions',
              header: 'Actions',
              minWidth: 90,
              cell: (row) => (
                <ButtonDropdown
                  variant="icon"
                  expandToViewport
                  ariaLabel={`Actions for ${row.name}`}
                  items={[
                    { id: 'account', text: 'Change…', disabled: !may('putStaff') },
                    { id: 'reset', text: 'New one-time password…', disabled: !may('resetStaffPassword') },
                  ]}
                  onItemClick={({ detail }) =>
                    setOpen(detail.id === 'reset' ? { form: 'reset', account: row } : { form: 'account', account: row })
                  }
                />
              ),
            },
          ]}
          empty={<Empty title="No accounts">Make one for each person in the office.</Empty>}
        />
      )}
      {open?.form === 'account' ? (
        <AccountForm account={open.account} onClose={() => setOpen(undefined)} onOneTimePassword={setMade} />
      ) : null}
      {open?.form === 'reset' ? (
        <Modal
          visible
          header={`New one-time password for ${open.account.name}`}
          closeAriaLabel="Close"
          onDismiss={() => setOpen(undefined)}
          footer={
            <Box float="right">
              <SpaceBetween direction="horizontal" size="xs">
                <Button variant="link" onClick={() => setOpen(undefined)}>
                  Cancel
                </Button>
                <Button variant="primary" loading={reset.isPending} onClick={() => reset.mutate(open.account)}>
                  Make password
                </Button>
              </SpaceBetween>
            </Box>
          }
        >
          The password that {open.account.name} has now stops working at once. The new one is shown once, ends after 24
          hours, and must be changed at sign-in.
        </Modal>
      ) : null}
      {made ? <OneTimePassword made={made} onClose={() => setMade(undefined)} /> : null}
    </Page>
  );
}
