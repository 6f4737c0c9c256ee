import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { RouteLink } from './links.tsx';
import { Page } from './page.tsx';

export const NoPage = () => (
  <Page title="No such page">
    <SpaceBetween size="m">
      <Header variant="h1">There is no such page</Header>
      <Box variant="p">
        The address may be mistyped, or from an older version of this site.{' '}
        <RouteLink to="/incidents">Go to the incidents</RouteLink>.
      </Box>
    </SpaceBetween>
  </Page>
);
