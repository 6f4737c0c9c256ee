import TopNavigation from '@cloudscape-design/components/top-navigation';
import { useNavigate } from 'react-router';
import { useSite } from '../api/context.tsx';
import { type ColourMode, setAppearance, useAppearance } from './appearance.ts';
import { hrefOf } from './links.tsx';

const roleWords: Readonly<Record<string, string>> = {
  lecturer: 'Lecturer',
  officer: 'Integrity officer',
  administrator: 'Administrator',
};

const modes: readonly { id: ColourMode; text: string }[] = [
  { id: 'system', text: 'Colours of this device' },
  { id: 'light', text: 'Light' },
  { id: 'dark', text: 'Dark' },
];

export function TopBar() {
  const { me, session } = useSite();
  const navigate = useNavigate();
  const { mode, density } = useAppearance();
  return (
    <div id="top">
      <TopNavigation
        identity={{
          href: hrefOf('/'),
          title: 'Resit',
          onFollow: (event) => {
            event.preventDefault();
            void navigate('/');
          },
        }}
        utilities={[
          {
            type: 'menu-dropdown',
            iconName: 'settings',
            ariaLabel: 'Appearance',
            title: 'Appearance',
            items: [
              {
                id: 'mode',
                text: 'Colours',
                items: modes.map(({ id, text }) => ({
                  id,
                  text,
                  itemType: 'checkbox' as const,
                  checked: mode === id,
                })),
              },
              {
                id: 'space',
                text: 'Spacing',
                items: [{ id: 'compact', text: 'Compact', itemType: 'checkbox', checked: density === 'compact' }],
              },
            ],
            onItemClick: ({ detail }) => {
              const chosen = modes.find(({ id }) => id === detail.id);
              if (chosen) setAppearance({ mode: chosen.id });
              else setAppearance({ density: density === 'compact' ? 'comfortable' : 'compact' });
            },
          },
          {
            type: 'menu-dropdown',
            text: me.name,
            description: me.roles.map((role) => roleWords[role] ?? role).join(', '),
            iconName: 'user-profile',
            items: [{ id: 'sign-out', text: 'Sign out' }],
            onItemClick: ({ detail }) => {
              if (detail.id === 'sign-out') void session.signOut();
            },
          },
        ]}
      />
    </div>
  );
}
