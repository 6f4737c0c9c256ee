import '@cloudscape-design/global-styles/dark-mode-utils.css';
import './app/base.css';
import I18nProvider from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startAppearance } from './app/appearance.ts';
import { loadConfig } from './app/config.ts';
import { Start } from './app/start.tsx';
import { answerSilentFrame, isSilentFrame } from './auth/session.ts';

if (isSilentFrame()) {
  // The hidden frame of a renewal shows nothing; when it fails, its parent's own time limit says so.
  loadConfig()
    .then(answerSilentFrame)
    .catch(() => undefined);
} else {
  startAppearance();
  const root = document.getElementById('root');
  if (root)
    createRoot(root).render(
      <StrictMode>
        <I18nProvider locale="en" messages={[messages]}>
          <Start />
        </I18nProvider>
      </StrictMode>,
    );
}
