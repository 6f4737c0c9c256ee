import { useMemo } from 'react';
import { may, type Permissions } from '../access/gates.ts';
import { type OperationId, useSite } from '../api/context.tsx';

export function usePermissions(): Permissions {
  const { me } = useSite();
  return useMemo(() => new Set(me.permissions), [me]);
}

/** Whether to offer something that calls an operation. */
export function useMay(): (operation: OperationId) => boolean {
  const permissions = usePermissions();
  return (operation) => may(permissions, operation);
}
