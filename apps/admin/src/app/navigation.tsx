import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import { useLocation } from 'react-router';
import { navigationFor, type PageName, pages } from '../access/gates.ts';
import { useSite } from '../api/context.tsx';
import { exactTime } from '../format/dates.ts';
import { useNow } from './clock.ts';
import { hrefOf, useFollow } from './links.tsx';
import { usePermissions } from './permissions.ts';

/** The page that a path belongs to: the longest page path that it begins with. */
function activePath(pathname: string): string {
  const paths = Object.values(pages)
    .map(({ path }) => path)
    .filter((path) => pathname === path || (path !== '/' && pathname.startsWith(`${path}/`)));
  return hrefOf(paths.sort((a, b) => b.length - a.length)[0] ?? '/');
}

/** When the process is being tried out faster than real time, what time it is there. */
function ProcessClock() {
  const { settings } = useSite();
  const nowMs = useNow('process', 1_000);
  if (settings.clockSpeed === 1) return null;
  return (
    <Box padding={{ horizontal: 'xl', vertical: 's' }} color="text-body-secondary" fontSize="body-s">
      Trying out: time in the process runs {settings.clockSpeed.toLocaleString('en-GB')} times as fast. There it is{' '}
      {exactTime(new Date(nowMs).toISOString(), settings.timeZone)}.
    </Box>
  );
}

export function Navigation() {
  const permissions = usePermissions();
  const { settings } = useSite();
  const { pathname } = useLocation();
  const follow = useFollow();
  const item = (name: PageName): SideNavigationProps.Link => ({
    type: 'link',
    text: pages[name].title,
    href: hrefOf(pages[name].path),
    ...(name === 'outbox' && settings.mailMode === 'trial' ? { info: <Badge color="blue">Trial</Badge> } : {}),
  });
  const items = navigationFor(permissions).flatMap((group): SideNavigationProps.Item[] =>
    group.title === ''
      ? group.pages.map(item)
      : [{ type: 'section-group', title: group.title, items: group.pages.map(item) }],
  );
  return (
    <>
      <SideNavigation
        header={{ text: settings.institution.name, href: hrefOf('/') }}
        activeHref={activePath(pathname)}
        items={items}
        onFollow={follow}
      />
      <ProcessClock />
    </>
  );
}
