import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Schemas, useApi } from '../api/context.tsx';
import { executionList, visitsOf } from '../workflow/queries.ts';

type Visit = Schemas['StateVisit'];

/** The run of the workflow that is looked at, its visits, and the step that is open in the split panel. */
export function useWorkflow(incidentId: string, enabled: boolean) {
  const api = useApi();
  const [chosenRun, setChosenRun] = useState<string>();
  const [state, setState] = useState<string>();
  const [visitShown, setVisitShown] = useState<number>();
  const [panelOpen, setPanelOpen] = useState(false);
  const list = useQuery({ ...executionList(api, incidentId), enabled });
  const executions = list.data ?? [];
  const execution =
    executions.find(({ name }) => name === chosenRun) ?? executions.find(({ current }) => current) ?? executions.at(-1);
  const visitsQuery = useQuery({
    ...visitsOf(api, { incidentId, executionName: execution?.name ?? '' }, execution?.status === 'RUNNING'),
    enabled: enabled && execution !== undefined,
  });
  const visits = visitsQuery.data?.visits ?? [];
  const ofState = visits.filter((visit) => visit.state === state);
  return {
    list,
    executions,
    execution,
    visits,
    error: list.error ?? visitsQuery.error,
    panel: {
      open: panelOpen,
      onToggle: setPanelOpen,
      state,
      visits: ofState,
      // Without a choice, the latest visit is followed.
      shown: Math.min(visitShown ?? ofState.length, ofState.length),
      onShow: setVisitShown,
    },
    chooseRun(name: string) {
      setChosenRun(name);
      setVisitShown(undefined);
    },
    openState(name: string) {
      setState(name);
      setVisitShown(undefined);
      setPanelOpen(true);
    },
    openVisit(visit: Visit) {
      setState(visit.state);
      setVisitShown(visits.filter(({ state: name }) => name === visit.state).findIndex((one) => one === visit) + 1);
      setPanelOpen(true);
    },
  };
}
