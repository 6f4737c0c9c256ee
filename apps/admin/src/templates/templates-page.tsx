import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { dataOf } from '../api/client.ts';
import { useApi } from '../api/context.tsx';
import { RouteLink } from '../app/links.tsx';
import { Page } from '../app/page.tsx';
import { mailTemplates } from '../format/status-words.ts';
import { LoadFailed } from '../ui/load-failed.tsx';
import { When } from '../ui/when.tsx';
import { TemplateEditor } from './template-editor.tsx';

export function TemplatesPage() {
  const api = useApi();
  const [search] = useSearchParams();
  const list = useQuery({ queryKey: ['templates'], queryFn: ({ signal }) => dataOf(api.GET('/template', { signal })) });
  const chosen = list.data?.items.find(({ name }) => name === search.get('name'));
  if (chosen)
    return (
      <Page title={mailTemplates[chosen.name]} above={[{ title: 'Mail templates', path: '/templates' }]}>
        <TemplateEditor key={`${chosen.name}:${chosen.version}`} template={chosen} />
      </Page>
    );
  return (
    <Page title="Mail templates">
      <SpaceBetween size="l">
        <Header variant="h1" description="What the mails say. Placeholders in braces are filled in for each student.">
          Mail templates
        </Header>
        {list.data ? (
          <Table
            variant="container"
            items={list.data.items}
            trackBy="name"
            wrapLines
            enableKeyboardNavigation
            ariaLabels={{ tableLabel: 'Mail templates' }}
            columnDefinitions={[
              {
                id: 'name',
                header: 'Mail',
                isRowHeader: true,
                minWidth: 170,
                cell: (row) => <RouteLink to={`/templates?name=${row.name}`}>{mailTemplates[row.name]}</RouteLink>,
              },
              { id: 'subject', header: 'Subject', minWidth: 260, cell: (row) => row.subject },
              {
                id: 'edited',
                header: 'Version',
                minWidth: 150,
                cell: (row) =>
                  row.edited ? (
                    <>
                      Yours
                      {row.savedAt ? (
                        <Box variant="small" display="block">
                          <When at={row.savedAt} clock="wall" />
                          {row.savedBy ? ` by ${row.savedBy}` : ''}
                        </Box>
                      ) : null}
                    </>
                  ) : (
                    'As shipped'
                  ),
              },
            ]}
          />
        ) : list.isError ? (
          <LoadFailed error={list.error} retry={() => void list.refetch()} />
        ) : (
          <Spinner />
        )}
      </SpaceBetween>
    </Page>
  );
}
