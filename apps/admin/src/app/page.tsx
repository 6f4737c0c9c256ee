import AppLayout, { type AppLayoutProps } from '@cloudscape-design/components/app-layout';
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import { type ReactNode, useEffect, useState } from 'react';
import { useSite } from '../api/context.tsx';
import { FlashList } from './flashes.tsx';
import { hrefOf, useFollow } from './links.tsx';
import { Navigation } from './navigation.tsx';

interface PageProps {
  title: string;
  /** Pages above this one, outermost first; the site's own name is added. */
  above?: readonly { title: string; path: string }[];
  contentType?: AppLayoutProps.ContentType;
  help?: ReactNode;
  splitPanel?: { content: ReactNode; open: boolean; onToggle: (open: boolean) => void } | undefined;
  children: ReactNode;
}

const wideEnoughForNavigation = (): boolean => window.innerWidth > 1000;
let navigationWasOpen = wideEnoughForNavigation();

/** One page of the site in Cloudscape's layout: navigation, breadcrumbs, outcomes, help and split panel. */
export function Page({ title, above = [], contentType = 'default', help, splitPanel, children }: PageProps) {
  const { settings } = useSite();
  const follow = useFollow();
  const [navigationOpen, setNavigationOpen] = useState(navigationWasOpen);
  const [helpOpen, setHelpOpen] = useState(false);
  const [panelPosition, setPanelPosition] = useState<AppLayoutProps.SplitPanelPreferences>(() => ({
    position: window.innerWidth >= 1700 ? 'side' : 'bottom',
  }));
  useEffect(() => {
    document.title = `${title} · Resit · ${settings.institution.name}`;
  }, [title, settings]);
  return (
    <AppLayout
      headerSelector="#top"
      contentType={contentType}
      navigation={<Navigation />}
      navigationOpen={navigationOpen}
      onNavigationChange={({ detail }) => {
        navigationWasOpen = detail.open && wideEnoughForNavigation();
        setNavigationOpen(detail.open);
      }}
      breadcrumbs={
        <BreadcrumbGroup
          items={[
            { text: 'Resit', href: hrefOf('/') },
            ...above.map((page) => ({ text: page.title, href: hrefOf(page.path) })),
            { text: title, href: '#' },
          ]}
          onFollow={follow}
        />
      }
      notifications={<FlashList />}
      stickyNotifications
      content={children}
      tools={help}
      toolsHide={help === undefined}
      toolsOpen={helpOpen}
      onToolsChange={({ detail }) => setHelpOpen(detail.open)}
      // Whether a property is controlled is settled at the first render, so these are given even while there is no panel.
      splitPanel={splitPanel?.content}
      splitPanelOpen={splitPanel?.open ?? false}
      onSplitPanelToggle={({ detail }) => splitPanel?.onToggle(detail.open)}
      splitPanelPreferences={panelPosition}
      onSplitPanelPreferencesChange={({ detail }) => setPanelPosition(detail)}
    />
  );
}
