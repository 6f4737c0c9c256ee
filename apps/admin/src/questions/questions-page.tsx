import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { dataOf } from '../api/client.ts';
import { type Schemas, useApi } from '../api/context.tsx';
import { useAppearance } from '../app/appearance.ts';
import { Page } from '../app/page.tsx';
import { Empty } from '../ui/empty.tsx';
import { LoadFailed } from '../ui/load-failed.tsx';
import { Status } from '../ui/status.tsx';
import { QuestionModal } from './question-view.tsx';
import { statusWords, topicWords, typeWords } from './question-words.ts';

type Pool = Schemas['QuestionView']['pool'];

export function QuestionsPage() {
  const api = useApi();
  const { density } = useAppearance();
  const [pool, setPool] = useState<Pool>('exam');
  const [text, setText] = useState('');
  const [open, setOpen] = useState<Schemas['QuestionView']>();
  const q = useDeferredValue(text.trim());
  const list = useInfiniteQuery({
    queryKey: ['questions', pool, q],
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        api.GET('/question', {
          params: { query: { pool, limit: 50, ...(q ? { q } : {}), ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
    placeholderData: keepPreviousData,
  });
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Page title="Question bank" contentType="table">
      {list.isError && !list.data ? (
        <LoadFailed error={list.error} retry={() => void list.refetch()} />
      ) : (
        <Table
          variant="full-page"
          stickyHeader
          items={rows}
          trackBy="id"
          loading={list.isPending}
          loadingText="Loading questions"
          wrapLines
          contentDensity={density}
          enableKeyboardNavigation
          ariaLabels={{ tableLabel: 'Questions' }}
          header={
            <Header
              variant="awsui-h1-sticky"
              counter={list.data ? `(${rows.length}${list.hasNextPage ? '+' : ''})` : ''}
              description="A question is in one pool: exams draw from one, practice from the other, never both."
              actions={
                <SegmentedControl
                  selectedId={pool}
                  onChange={({ detail }) => setPool(detail.selectedId === 'practice' ? 'practice' : 'exam')}
                  label="Pool"
                  options={[
                    { id: 'exam', text: 'Exam' },
                    { id: 'practice', text: 'Practice' },
                  ]}
                />
              }
            >
              Question bank
            </Header>
          }
          filter={
            <TextFilter
              filteringText={text}
              filteringPlaceholder="Find in questions"
              filteringAriaLabel="Find in questions"
              onChange={({ detail }) => setText(detail.filteringText)}
            />
          }
          columnDefinitions={[
            {
              id: 'stem',
              header: 'Question',
              isRowHeader: true,
              minWidth: 320,
              cell: (row) => (
                <Link
                  href="#"
                  onFollow={(event) => {
                    event.preventDefault();
                    setOpen(row);
                  }}
                >
                  {row.stem}
                </Link>
              ),
            },
            { id: 'topic', header: 'Topic', minWidth: 150, cell: (row) => topicWords(row.topic) },
            { id: 'type', header: 'Type', minWidth: 140, cell: (row) => typeWords[row.type] },
            {
              id: 'difficulty',
              header: <span className="rs-number">Difficulty</span>,
              minWidth: 100,
              cell: (row) => <span className="rs-number">{row.difficulty}</span>,
            },
            {
              id: 'exposure',
              header: <span className="rs-number">Drawn</span>,
              minWidth: 90,
              cell: (row) => <span className="rs-number">{row.exposure}</span>,
            },
            {
              id: 'version',
              header: <span className="rs-number">Version</span>,
              minWidth: 90,
              cell: (row) => <span className="rs-number">{row.version}</span>,
            },
            {
              id: 'status',
              header: 'Status',
              minWidth: 110,
              cell: (row) => <Status words={statusWords[row.status]} />,
            },
          ]}
          footer={
            list.hasNextPage ? (
              <Box textAlign="center">
                <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                  Load more
                </Button>
              </Box>
            ) : undefined
          }
          empty={
            <Empty title={q ? 'Nothing matches' : 'No questions'}>
              {q
                ? 'No question of this pool holds these words.'
                : 'The questions that come with Resit are loaded at the first start.'}
            </Empty>
          }
        />
      )}
      {open ? <QuestionModal question={open} onClose={() => setOpen(undefined)} /> : null}
    </Page>
  );
}
