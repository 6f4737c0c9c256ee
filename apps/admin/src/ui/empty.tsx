import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';

/** Where there is nothing yet: says what would be here, and how it comes to be. */
export const Empty = ({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) => (
  <Box margin={{ vertical: 'l' }} textAlign="center" color="inherit">
    <SpaceBetween size="s">
      <Box variant="strong" color="inherit">
        {title}
      </Box>
      <Box variant="p" color="text-body-secondary">
        {children}
      </Box>
      {action}
    </SpaceBetween>
  </Box>
);
