import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FileUpload from '@cloudscape-design/components/file-upload';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { dataOf } from '../api/client.ts';
import { useApi } from '../api/context.tsx';
import { toProblem } from '../api/problem.ts';
import { RouteLink } from '../app/links.tsx';
import { Page } from '../app/page.tsx';
import { Empty } from '../ui/empty.tsx';
import { LoadFailed } from '../ui/load-failed.tsx';
import { When } from '../ui/when.tsx';
import { textOfFile } from './file-text.ts';
import { importWords } from './import-words.ts';
import { importColumns, templateFile } from './template-file.ts';

/** Offers a text as a file to save. */
function save(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

export function ImportsPage() {
  const api = useApi();
  const navigate = useNavigate();
  const [files, setFiles] = useState<File[]>([]);
  const list = useQuery({
    queryKey: ['imports'],
    queryFn: ({ signal }) => dataOf(api.GET('/import', { signal })),
    refetchInterval: 10_000,
  });
  const read = useMutation({
    mutationFn: async (file: File) =>
      dataOf(
        api.POST('/import', {
          body: { fileName: file.name.slice(0, 200), csv: textOfFile(new Uint8Array(await file.arrayBuffer())) },
        }),
      ),
    onSuccess: ({ id }) => void navigate(`/import/${id}`),
  });
  const problem = read.error ? toProblem(read.error) : undefined;
  return (
    <Page title="Import from CSV">
      <SpaceBetween size="l">
        <Header
          variant="h1"
          description="Report many incidents at once. You see what the file holds before anything starts, and can undo it while its mail is held."
        >
          Import from CSV
        </Header>
        <Container header={<Header variant="h2">Choose a file</Header>}>
          <SpaceBetween size="l">
            {problem ? (
              <Alert type="error" header={problem.title}>
                {problem.words}
                {problem.fields.map(({ pointer, message }) => (
                  <div key={pointer}>{message}</div>
                ))}
              </Alert>
            ) : null}
            <FormField
              label="CSV file"
              description="As your spreadsheet saves it, with a header line. You see what was read before anything starts."
              constraintText={`Columns: ${importColumns.map(({ heading, needed }) => (needed ? heading : `${heading} (optional)`)).join(', ')}. Dates as 2026-03-31.`}
            >
              <FileUpload
                value={files}
                onChange={({ detail }) => {
                  setFiles(detail.value);
                  read.reset();
                }}
                accept=".csv,text/csv"
                showFileSize
                i18nStrings={{
                  uploadButtonText: () => 'Choose file',
                  dropzoneText: () => 'Drop the file here',
                  removeFileAriaLabel: () => 'Remove file',
                  limitShowFewer: 'Show fewer',
                  limitShowMore: 'Show more',
                  errorIconAriaLabel: 'Error',
                }}
              />
            </FormField>
            <SpaceBetween direction="horizontal" size="xs">
              <Button
                variant="primary"
                disabled={files.length === 0}
                loading={read.isPending}
                loadingText="Reading the file"
                onClick={() => {
                  const [file] = files;
                  if (file && !read.isPending) read.mutate(file);
                }}
              >
                Preview
              </Button>
              <Button iconName="download" onClick={() => save('incidents.csv', templateFile())}>
                Download an empty file
              </Button>
            </SpaceBetween>
          </SpaceBetween>
        </Container>
        {list.isError && !list.data ? (
          <LoadFailed error={list.error} retry={() => void list.refetch()} />
        ) : (
          <Table
            variant="container"
            items={list.data?.items ?? []}
            trackBy="id"
            loading={list.isPending}
            loadingText="Loading imports"
            enableKeyboardNavigation
            ariaLabels={{ tableLabel: 'Imports' }}
            header={<Header variant="h2">Imports so far</Header>}
            columnDefinitions={[
              {
                id: 'file',
                header: 'File',
                isRowHeader: true,
                cell: (row) => <RouteLink to={`/import/${row.id}`}>{row.fileName}</RouteLink>,
              },
              {
                id: 'status',
                header: 'Status',
                cell: (row) => (
                  <StatusIndicator type={importWords[row.status].type}>{importWords[row.status].text}</StatusIndicator>
                ),
              },
              {
                id: 'rows',
                header: <span className="rs-number">Rows</span>,
                cell: (row) => <span className="rs-number">{row.total}</span>,
              },
              {
                id: 'started',
                header: <span className="rs-number">Started</span>,
                cell: (row) => <span className="rs-number">{row.started}</span>,
              },
              {
                id: 'bad',
                header: <span className="rs-number">Bad rows</span>,
                cell: (row) => <span className="rs-number">{row.total - row.good}</span>,
              },
              { id: 'by', header: 'By', cell: (row) => row.by.name },
              { id: 'at', header: 'Read', cell: (row) => <When at={row.createdAt} clock="wall" /> },
            ]}
            empty={
              <Empty title="No imports yet">Each file that you preview is listed here, with what became of it.</Empty>
            }
          />
        )}
        <Box variant="small">
          Importing the same file again adds nothing: rows that were imported before are told apart and left alone.
        </Box>
      </SpaceBetween>
    </Page>
  );
}
