import {
  colorBackgroundCodeView,
  colorBackgroundContainerContent,
  colorBackgroundLayoutMain,
  colorBackgroundStatusError,
  colorBackgroundStatusInfo,
  colorBorderDividerDefault,
  colorBorderItemFocused,
  colorBorderStatusError,
  colorChartsBlue1600,
  colorChartsGreen600,
  colorChartsOrange600,
  colorTextBodyDefault,
  colorTextBodySecondary,
  colorTextLinkDefault,
  colorTextStatusError,
  colorTextStatusInactive,
  colorTextStatusSuccess,
  colorTextStatusWarning,
  fontFamilyBase,
  fontFamilyMonospace,
} from '@cloudscape-design/design-tokens';

/** Cloudscape's tokens under names for this site's own styles; they follow colour mode and density. */
const ours: Readonly<Record<string, string>> = {
  '--rs-background': colorBackgroundLayoutMain,
  '--rs-surface': colorBackgroundContainerContent,
  '--rs-text': colorTextBodyDefault,
  '--rs-text-quiet': colorTextBodySecondary,
  '--rs-text-faint': colorTextStatusInactive,
  '--rs-divider': colorBorderDividerDefault,
  '--rs-accent': colorTextLinkDefault,
  '--rs-accent-background': colorBackgroundStatusInfo,
  '--rs-focus': colorBorderItemFocused,
  '--rs-success': colorTextStatusSuccess,
  '--rs-error': colorTextStatusError,
  '--rs-error-border': colorBorderStatusError,
  '--rs-error-background': colorBackgroundStatusError,
  '--rs-warning': colorTextStatusWarning,
  '--rs-code-background': colorBackgroundCodeView,
  '--rs-code-key': colorChartsBlue1600,
  '--rs-code-text': colorChartsGreen600,
  '--rs-code-value': colorChartsOrange600,
  '--rs-font': fontFamilyBase,
  '--rs-mono': fontFamilyMonospace,
};

/** System fonts only, nothing is loaded: the look of the machine that it runs on. */
const fontStack = '"Open Sans", "Segoe UI", -apple-system, Roboto, "Helvetica Neue", Arial, sans-serif';

/** Sets the custom properties on the body, where Cloudscape's own stand, so that both change together. */
export function startTokens(): void {
  const fontProperty = /var\((--[\w-]+)/.exec(fontFamilyBase)?.[1];
  if (fontProperty) document.body.style.setProperty(fontProperty, fontStack);
  for (const [name, value] of Object.entries(ours)) document.body.style.setProperty(name, value);
}
